#include "courier/support/pdf_reading.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <regex>
#include <sstream>
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

std::string output_of(const std::string& command, bool may_fail = false) {
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen: " + command);
  std::string output;
  std::array<char, 4096> part{};
  for (std::size_t n = 0; (n = fread(part.data(), 1, part.size(), pipe)) > 0;) {
    output.append(part.data(), n);
  }
  if (pclose(pipe) != 0 && !may_fail) throw std::runtime_error(command + ": " + output);
  return output;
}

constexpr double kPixelsPerMm = 200 / 25.4;
constexpr const char* kAsPicture = "pdftoppm -r 200 -f 1 -l 1 -singlefile ";

}  // namespace

std::string pdf_tool(std::string_view tool, std::string_view options, std::string_view pdf) {
  const TemporaryFile file(pdf);
  return output_of(std::string(tool) + " " + file.path() + " " + std::string(options) + " 2>&1");
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

std::string pdf_square(std::string_view pdf) {
  const TemporaryFile file(pdf);
  const TemporaryFile picture(output_of(kAsPicture + ("-png " + file.path())));
  std::string read = output_of("zbarimg --quiet --raw " + picture.path() + " 2>/dev/null", true);
  while (read.ends_with('\n')) read.pop_back();
  return read;
}

PdfPicture pdf_picture(std::string_view pdf) {
  const TemporaryFile file(pdf);
  return PdfPicture(output_of(kAsPicture + ("-gray " + file.path())));
}

PdfPicture::PdfPicture(std::string_view pgm) {
  std::istringstream header{std::string(pgm.substr(0, 40))};
  std::string magic;
  std::size_t most = 0;
  header >> magic >> width_ >> height_ >> most;
  if (magic != "P5" || most != 255 || pgm.size() < width_ * height_) {
    throw std::runtime_error("no picture in grey");
  }
  pixels_ = pgm.substr(pgm.size() - width_ * height_);
}

int PdfPicture::ink(double left, double top, double right, double bottom) const {
  const auto pixel = [](double mm) { return static_cast<std::size_t>(mm * kPixelsPerMm); };
  int found = 0;
  for (std::size_t y = pixel(top); y < std::min(pixel(bottom), height_); ++y) {
    for (std::size_t x = pixel(left); x < std::min(pixel(right), width_); ++x) {
      found += pixels_[y * width_ + x] != '\xff' ? 1 : 0;
    }
  }
  return found;
}

std::string pdf_plain(std::string_view pdf) {
  return pdf_tool("qpdf --qdf --object-streams=disable", "-", pdf);
}

}  // namespace portillon::test
