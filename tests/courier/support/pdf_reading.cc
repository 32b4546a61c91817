#include "courier/support/pdf_reading.h"

#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <regex>
#include <stdexcept>

namespace portillon::test {
namespace {

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content) {
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0) throw std::runtime_error("mkstemp");
    while (!content.empty()) {
      const ssize_t written = write(descriptor, content.data(), content.size());
      if (written < 0) throw std::runtime_error("write");
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    close(descriptor);
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/portillon-letter-XXXXXX";
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

double millimetres(const std::string& points) { return std::stod(points) * 25.4 / 72; }

}  // namespace

std::string pdf_tool(std::string_view tool, std::string_view options, std::string_view pdf) {
  const TemporaryFile file(pdf);
  const std::string command =
      std::string(tool) + " " + file.path() + " " + std::string(options) + " 2>&1";
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen: " + command);
  std::string output;
  std::array<char, 4096> part{};
  for (std::size_t n = 0; (n = fread(part.data(), 1, part.size(), pipe)) > 0;) {
    output.append(part.data(), n);
  }
  if (pclose(pipe) != 0) throw std::runtime_error(command + ": " + output);
  return output;
}

std::string pdf_text(std::string_view pdf) {
  std::string text = pdf_tool("pdftotext", "-", pdf);
  replace_all(text, "\u00a0", " ");
  return std::regex_replace(text, std::regex("[ \n\f]+"), " ");
}

std::vector<PdfWord> pdf_words(std::string_view pdf) {
  const std::string boxes = pdf_tool("pdftotext", "-bbox -", pdf);
  const std::regex word(
      "<word xMin=\"([0-9.]+)\" yMin=\"([0-9.]+)\" xMax=\"([0-9.]+)\" yMax=\"([0-9.]+)\">"
      "([^\n]*)</word>");
  std::vector<PdfWord> words;
  for (std::sregex_iterator it(boxes.begin(), boxes.end(), word); it != std::sregex_iterator();
       ++it) {
    PdfWord found{(*it)[5], millimetres((*it)[1]), millimetres((*it)[2]), millimetres((*it)[3]),
                  millimetres((*it)[4])};
    replace_all(found.text, "&lt;", "<");
    replace_all(found.text, "&gt;", ">");
    replace_all(found.text, "&amp;", "&");
    words.push_back(std::move(found));
  }
  return words;
}

}  // namespace portillon::test
