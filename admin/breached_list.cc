#include "admin/breached_list.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr std::size_t kReadAtOnce = std::size_t{1} << 20;
constexpr std::size_t kHashDigits = 40;
constexpr std::uint8_t kNoDigit = 0xff;

constexpr auto kDigits = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::uint8_t i = 0; i < 10; ++i) values[std::size_t{'0'} + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    values[std::size_t{'A'} + i] = values[std::size_t{'a'} + i] = static_cast<std::uint8_t>(10 + i);
  }
  return values;
}();

bool read_hash(std::string_view digits, BreachListHash& hash) {
  std::uint8_t all = 0;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const std::uint8_t high = kDigits[static_cast<unsigned char>(digits[2 * i])];
    const std::uint8_t low = kDigits[static_cast<unsigned char>(digits[2 * i + 1])];
    all = static_cast<std::uint8_t>(all | high | low);
    hash[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return all < 16;
}

}  // namespace

std::optional<ListedPassword> parse_listed(std::string_view line) {
  ListedPassword listed;
  if (line.size() < kHashDigits || !read_hash(line, listed.hash)) return std::nullopt;
  line.remove_prefix(kHashDigits);
  if (line.empty()) return listed;
  std::uint64_t count = 0;
  const char* const end = line.data() + line.size();
  if (line.front() != ':') return std::nullopt;
  const auto [stop, error] = std::from_chars(line.data() + 1, end, count);
  if (error != std::errc{} || stop != end) return std::nullopt;
  listed.count = count;
  return listed;
}

BreachedList::BreachedList(int file, std::string name, std::uint64_t at_least,
                           std::ostream& refused)
    : file_(file), name_(std::move(name)), at_least_(at_least), told_(refused) {}

std::optional<BreachListHash> BreachedList::next() {
  while (const auto text = line()) {
    ++lines_;
    const auto listed = parse_listed(*text);
    if (!listed) {
      refuse();
      continue;
    }
    if (last_ && listed->hash < *last_) fail("is before the one above it: the list is not sorted");
    if (at_least_ > 0 && !listed->count) fail("has no count, which --at-least asks for");
    if (listed->hash != last_) last_taken_ = false;  // else it is there twice, and counts once
    last_ = listed->hash;
    if (last_taken_ || listed->count.value_or(at_least_) < at_least_) continue;
    last_taken_ = true;
    return last_;
  }
  return std::nullopt;
}

std::optional<std::string_view> BreachedList::line() {
  std::size_t end = bytes_.find('\n', at_);
  if (end == std::string::npos && !ended_) {
    fill();
    end = bytes_.find('\n', at_);
  }
  if (end == std::string::npos && at_ == bytes_.size()) return std::nullopt;
  // The last one may lack its end; and of one that is longer than a whole buffer each part is one.
  std::string_view found = std::string_view(bytes_).substr(at_, end - at_);
  at_ = end == std::string::npos ? bytes_.size() : end + 1;
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

void BreachedList::fill() {
  bytes_.erase(0, at_);
  at_ = 0;
  std::size_t size = bytes_.size();
  bytes_.resize(size + kReadAtOnce);
  while (size < bytes_.size() && !ended_) {
    const ssize_t got = ::read(file_, bytes_.data() + size, bytes_.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw StartError(name_ + ": " + std::strerror(errno));
    ended_ = got == 0;
    size += static_cast<std::size_t>(got);
  }
  bytes_.resize(size);
}

void BreachedList::refuse() {
  told_ << name_ << ": line " << lines_ << ": is not HASH:COUNT with 40 hexadecimal digits\n";
  if (++refused_ > kMostRefused) fail("is one too many of another form: is this the SHA-1 list?");
}

void BreachedList::fail(const std::string& problem) const {
  throw StartError(name_ + ": line " + std::to_string(lines_) + ": " + problem);
}

}  // namespace portillon
