#include "courier/letter_language.h"

#include <charconv>
#include <cstdio>

#include "courier/letter_text.h"

namespace portillon {
namespace {

[[noreturn]] void fail() {
  throw LetterError("letter: the end of the PDF is not as cairo writes it");
}

// What stands after the last `label` up to the first character of `until`.
std::string_view after(std::string_view pdf, std::string_view label, std::string_view until) {
  const std::size_t at = pdf.rfind(label);
  if (at == std::string_view::npos) fail();
  const std::string_view rest = pdf.substr(at + label.size());
  const std::size_t end = rest.find_first_of(until);
  if (end == std::string_view::npos) fail();
  return rest.substr(0, end);
}

// Between "N 0 obj << " and ">> endobj" of the catalog; /Lang of an outdated catalog has no force.
std::string_view catalog_entries(std::string_view pdf, std::string_view number) {
  const std::string open = "\n" + std::string(number) + " 0 obj\n<< ";
  const std::size_t at = pdf.rfind(open);
  if (at == std::string_view::npos) fail();
  const std::string_view rest = pdf.substr(at + open.size());
  const std::size_t end = rest.find(">>\nendobj");
  if (end == std::string_view::npos || !rest.starts_with("/Type /Catalog")) fail();
  return rest.substr(0, end);
}

}  // namespace

Bytes with_language(Bytes pdf, std::string_view language) {
  const std::string root(after(pdf, "/Root ", " "));
  const std::string info(after(pdf, "/Info ", " "));
  const std::string size(after(pdf, "/Size ", " \n"));
  const std::string previous(after(pdf, "startxref\n", "\n"));
  const std::string entries(catalog_entries(pdf, root));

  const std::size_t object_at = pdf.size();
  pdf += root + " 0 obj\n<< " + entries + "   /Lang (" + std::string(language) + ")\n>>\nendobj\n";
  const std::size_t xref_at = pdf.size();
  char offset[sizeof "0123456789"];
  std::snprintf(offset, sizeof offset, "%010zu", object_at);
  pdf += "xref\n" + root + " 1\n" + offset + " 00000 n \n";
  pdf += "trailer\n<< /Size " + size + "\n   /Root " + root + " 0 R\n   /Info " + info +
         " 0 R\n   /Prev " + previous + "\n>>\nstartxref\n" + std::to_string(xref_at) + "\n%%EOF\n";
  return pdf;
}

}  // namespace portillon
