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

}  // namespace portillon::test
