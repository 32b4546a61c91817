#pragma once
// One of the caisse's files, opened.

#include <fstream>
#include <optional>
#include <string>

#include "admin/csv.h"

namespace portillon {

class FeedFile {
 public:
  // Throws StartError: it cannot be read, or its header is wrong.
  FeedFile(std::string path, CsvColumns columns, std::optional<Encoding> declared);
  FeedFile(const FeedFile&) = delete;  // the reader holds on to the stream
  FeedFile& operator=(const FeedFile&) = delete;

  CsvReader& reader() { return *reader_; }
  const std::string& name() const { return name_; }  // without folders, for reports

  // From its first line again. Throws StartError when it is a pipe.
  void rewind();
  std::uint64_t kilobytes_read() const { return reader_->bytes_taken() / 1000; }
  std::uint64_t kilobytes() const { return size_ / 1000; }  // 0: a pipe

 private:
  std::string path_;
  std::string name_;
  CsvColumns columns_;
  std::optional<Encoding> declared_;
  std::ifstream stream_;
  std::uint64_t size_ = 0;  // 0: a pipe
  std::optional<CsvReader> reader_;
};

}  // namespace portillon
