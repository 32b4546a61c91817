#include "admin/breached_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr std::size_t kWrittenAtOnce = std::size_t{1} << 20;

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

bool is_named(int file, const std::filesystem::path& name) {
  struct stat here {};
  struct stat there {};
  return ::fstat(file, &here) == 0 && ::lstat(name.c_str(), &there) == 0 &&
         here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

}  // namespace

BreachedWriter::BreachedWriter(std::filesystem::path output, const breached::Header& shape)
    : output_(std::move(output)), draft_(output_), header_(shape) {
  draft_ += ".new";
  file_ = ::open(draft_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (file_ < 0) fail(draft_);
  // Locked, and still of that name: another build may have put it in its place in between.
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0 || !is_named(file_, draft_)) {
    ::close(file_);
    throw StartError(draft_.string() + ": another build is writing it");
  }
  // The pages run as other users, whatever the umask is here; and it is no secret.
  if (::ftruncate(file_, 0) != 0 || ::fchmod(file_, 0644) != 0) fail(draft_);
  header_.entries = 0;
  index_.at = breached::kHeaderSize;
  blocks_.at = breached::kHeaderSize + breached::index_size(header_);
  put_index();
}

BreachedWriter::~BreachedWriter() {
  if (file_ < 0) return;
  ::unlink(draft_.c_str());
  ::close(file_);
}

void BreachedWriter::add(const BreachListHash& hash) {
  const auto place = breached::place_of(hash, header_.block_bits, header_.rate_bits);
  while (block_ < place.block) end_block();
  if (!block_entries_.empty() && block_entries_.back() == place) return;
  if (block_entries_.size() == breached::kMostInABlock ||
      header_.entries == breached::kMostEntries) {
    throw StartError(output_.string() + ": too many hashes begin alike: not a list of SHA-1");
  }
  block_entries_.push_back(place);
  ++header_.entries;
}

void BreachedWriter::put_index() {
  const auto count = static_cast<std::uint32_t>(header_.entries);
  const char bytes[] = {static_cast<char>(count), static_cast<char>(count >> 8),
                        static_cast<char>(count >> 16), static_cast<char>(count >> 24)};
  put(index_, {bytes, sizeof bytes});
}

void BreachedWriter::end_block() {
  auto entry = block_entries_.begin();
  for (unsigned cell = 0; cell < breached::kCells; ++cell) {
    for (; entry != block_entries_.end() && entry->cell == cell; ++entry) put_bits(1, 1);
    put_bits(0, 1);
  }
  for (const breached::Place& place : block_entries_) put_bits(place.rest, header_.rate_bits);
  block_entries_.clear();
  ++block_;
  put_index();
}

// At most kMostRateBits of them, so that with the pending ones they fit.
void BreachedWriter::put_bits(std::uint64_t value, unsigned width) {
  pending_ |= static_cast<std::uint32_t>(value << pending_width_);
  pending_width_ += width;
  for (; pending_width_ >= 8; pending_width_ -= 8) {
    const char byte = static_cast<char>(pending_ & 0xffU);
    put(blocks_, {&byte, 1});
    pending_ >>= 8;
  }
}

breached::Header BreachedWriter::finish(const breached::Header& about) {
  while (block_ < breached::blocks(header_)) end_block();
  if (pending_width_ > 0) put_bits(0, 8 - pending_width_);
  flush(index_);
  flush(blocks_);
  header_.lines = about.lines;
  header_.at_least = about.at_least;
  header_.made_at = about.made_at;
  header_.made_from = about.made_from;
  header_.index_checksum = index_.sum.finish();
  header_.blocks_checksum = blocks_.sum.finish();
  write_at(0, breached::encode(header_));
  if (::fsync(file_) != 0) fail(draft_);
  if (::rename(draft_.c_str(), output_.c_str()) != 0) fail(output_);
  ::close(file_);
  file_ = -1;
  // The new name too must be there after the power went.
  const int folder = ::open(folder_of(output_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) fail(folder_of(output_));
  const bool kept = ::fsync(folder) == 0;
  ::close(folder);
  if (!kept) fail(folder_of(output_));
  return header_;
}

void BreachedWriter::put(Stretch& stretch, std::string_view bytes) {
  stretch.bytes += bytes;
  if (stretch.bytes.size() >= kWrittenAtOnce) flush(stretch);
}

void BreachedWriter::flush(Stretch& stretch) {
  write_at(stretch.at, stretch.bytes);
  stretch.sum.add(stretch.bytes);
  stretch.at += stretch.bytes.size();
  stretch.bytes.clear();
}

void BreachedWriter::write_at(std::uint64_t at, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail(draft_);
    at += static_cast<std::uint64_t>(done);
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
}

void BreachedWriter::fail(const std::filesystem::path& file) const {
  throw StartError(file.string() + ": " + std::strerror(errno));
}

}  // namespace portillon
