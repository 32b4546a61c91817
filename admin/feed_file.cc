#include "admin/feed_file.h"

#include <filesystem>

#include "shell/start_error.h"

namespace portillon {

FeedFile::FeedFile(std::string path, CsvColumns columns, std::optional<Encoding> declared)
    : path_(std::move(path)),
      name_(std::filesystem::path(path_).filename().string()),
      columns_(columns),
      declared_(declared),
      stream_(path_, std::ios::binary) {
  if (!stream_ || std::filesystem::is_directory(path_))
    throw StartError(path_ + ": cannot be read");
  if (std::filesystem::is_regular_file(path_)) size_ = std::filesystem::file_size(path_);
  reader_.emplace(stream_, path_, columns_, declared_);
}

void FeedFile::rewind() {
  stream_.clear();
  if (size_ == 0 || !stream_.seekg(0)) {
    throw StartError(path_ + ": must be a file and no pipe, since it is read twice");
  }
  reader_.emplace(stream_, path_, columns_, declared_);
}

}  // namespace portillon
