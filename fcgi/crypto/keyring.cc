#include "crypto/keyring.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/primitives.h"

namespace portillon {

namespace {

constexpr std::size_t kMaxFileSize = 64 * 1024;

std::optional<std::uint8_t> key_id(std::string_view text) {
  if (text.starts_with('0')) return std::nullopt;
  std::uint8_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return id;
}

// "2026-11-26"; nullopt: not such a day.
KeyDay day_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = 0;
    for (const char c : text.substr(at, length)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::string text_of(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  const auto digits = [](unsigned value, std::size_t width) {
    const std::string text = std::to_string(value);
    return std::string(width - std::min(width, text.size()), '0') + text;
  };
  return digits(static_cast<unsigned>(static_cast<int>(date.year())), 4) + '-' +
         digits(static_cast<unsigned>(date.month()), 2) + '-' +
         digits(static_cast<unsigned>(date.day()), 2);
}

std::optional<Key> key_of(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto id = key_id(line.substr(0, colon));
  line.remove_prefix(colon + 1);
  KeyDay made;
  if (const std::size_t second = line.find(':'); second != std::string_view::npos) {
    made = day_of(line.substr(second + 1));
    if (!made) return std::nullopt;
    line = line.substr(0, second);
  }
  auto bytes = from_base64url(line);
  Secret secret = bytes ? Secret::from(std::move(*bytes)) : Secret();
  if (!id || secret.size() != kKeySize) return std::nullopt;
  return Key{*id, std::move(secret), made};
}

Secret contents(const std::filesystem::path& file) {
  std::ifstream in;
  in.rdbuf()->pubsetbuf(nullptr, 0);  // a buffer of the stream's own would keep the keys, unwiped
  in.open(file, std::ios::binary);
  std::string bytes(kMaxFileSize + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const auto size = static_cast<std::size_t>(in.gcount());
  const bool whole = in.eof();  // false as well for a file over the limit
  bytes.resize(size);
  Secret text = Secret::from(std::move(bytes));
  if (!whole) throw KeyError(file.string() + ": cannot be read as a key file");
  return text;
}

}  // namespace

Secret key_line(const Key& key) {
  if (key.id == 0) throw std::invalid_argument("key id is 0");
  const Secret encoded = Secret::from(to_base64url(key.bytes.reveal()));
  const std::string prefix = std::to_string(key.id) + ':';
  const std::string suffix = key.made ? ':' + text_of(*key.made) : std::string();
  std::string line;
  line.reserve(prefix.size() + encoded.size() + suffix.size());  // no copy is left behind
  line.append(prefix).append(encoded.reveal()).append(suffix);
  return Secret::from(std::move(line));
}

KeyRing::KeyRing(std::string_view purpose, std::vector<Key> keys)
    : purpose_(purpose), keys_(std::move(keys)) {}

KeyRing KeyRing::parse(std::string_view purpose, std::string_view file, const Secret& text) {
  std::vector<Key> keys;
  std::string_view rest = text.reveal();
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    const auto refuse = [&](std::string_view why) {
      throw KeyError(std::string(file) + ", line " + std::to_string(number) + ": " +
                     std::string(why));
    };
    std::optional<Key> key = key_of(rest.substr(0, end));
    if (!key) refuse("not id:key or id:key:day, id 1 to 255 and key 32 bytes in base64url");
    if (std::ranges::find(keys, key->id, &Key::id) != keys.end()) refuse("this id came before");
    keys.push_back(std::move(*key));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  if (keys.empty()) throw KeyError(std::string(file) + ": no key");
  return {purpose, std::move(keys)};
}

KeyRing KeyRing::load(const std::filesystem::path& directory, std::string_view purpose) {
  // Also keeps a purpose from being a path out of the directory.
  if (std::ranges::find(kKeyPurposes, purpose) == kKeyPurposes.end()) {
    throw KeyError("no such key purpose: " + std::string(purpose));
  }
  const std::filesystem::path file = directory / purpose;
  return parse(purpose, file.string(), contents(file));
}

const Key* KeyRing::find(std::uint8_t id) const {
  const auto found = std::ranges::find(keys_, id, &Key::id);
  return found == keys_.end() ? nullptr : &*found;
}

Keys::Keys(std::vector<KeyRing> rings) : rings_(std::move(rings)) {}

Keys Keys::load(const std::filesystem::path& directory,
                std::span<const std::string_view> purposes) {
  std::vector<KeyRing> rings;
  for (const std::string_view purpose : purposes) {
    rings.push_back(KeyRing::load(directory, purpose));
  }
  return Keys(std::move(rings));
}

const KeyRing& Keys::ring(std::string_view purpose) const {
  const auto found = std::ranges::find(rings_, purpose, &KeyRing::purpose);
  if (found == rings_.end()) {
    throw KeyError("this program was not given the keys for " + std::string(purpose));
  }
  return *found;
}

Secret generate_key_line(Random& random, std::uint8_t id, KeyDay made) {
  return key_line({id, Secret::from(random_bytes(random, kKeySize)), made});
}

KeyPairLines generate_key_pair_lines(Random& random, std::uint8_t id, KeyDay made) {
  const Key own{id, Secret::from(random_bytes(random, kKeySize)), made};
  const Key shown{id, Secret::from(primitives::x25519_public(own.bytes.reveal())), made};
  const Secret public_line = key_line(shown);
  return {key_line(own), std::string(public_line.reveal())};
}

}  // namespace portillon
