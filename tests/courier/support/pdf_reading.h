// What poppler's tools (package poppler-utils) read in a PDF: text, places, fonts and properties.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace portillon::test {

struct PdfWord {
  std::string text;
  double left, top, right, bottom;  // millimetres from the page's upper left corner
};

// Runs `tool` with `options` on the PDF, which reaches it as a private temporary file; returns what
// it prints, its complaints included. Throws std::runtime_error when it ends with an error.
std::string pdf_tool(std::string_view tool, std::string_view options, std::string_view pdf);

// All text in reading order; every run of spaces, non-breaking ones and line ends is one space.
std::string pdf_text(std::string_view pdf);

std::vector<PdfWord> pdf_words(std::string_view pdf);

// What zbarimg (package zbar-tools) reads in the first page at 200 dots an inch; empty: nothing.
std::string pdf_square(std::string_view pdf);

// The first page in grey, at 200 dots an inch.
class PdfPicture {
 public:
  explicit PdfPicture(std::string_view pgm);
  // Pixels that are not white, in an area in millimetres.
  int ink(double left, double top, double right, double bottom) const;

 private:
  std::size_t width_ = 0;
  std::size_t height_ = 0;
  std::string pixels_;
};
PdfPicture pdf_picture(std::string_view pdf);

// qpdf's plain form of it (package qpdf): no stream is compressed.
std::string pdf_plain(std::string_view pdf);

}  // namespace portillon::test
