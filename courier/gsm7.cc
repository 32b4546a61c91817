#include "courier/gsm7.h"

#include <utility>

#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::u32string_view kBasic =
    U"@£$¥èéùìò\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    U"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view kExtended = U"^{}\\[~]|€";

struct Plain {
  std::u32string_view from;
  std::string_view to;
};
constexpr Plain kPlain[] = {
    {U"ÀÁÂÃ", "A"}, {U"Ç", "C"},     {U"ÈÊË", "E"},    {U"ÌÍÎÏ", "I"},  {U"ÒÓÔÕ", "O"},
    {U"ÙÚÛ", "U"},  {U"ÝŸ", "Y"},    {U"áâã", "a"},    {U"ç", "c"},     {U"êë", "e"},
    {U"íîï", "i"},  {U"óôõ", "o"},   {U"úû", "u"},     {U"ýÿ", "y"},    {U"Œ", "OE"},
    {U"œ", "oe"},   {U"‘’ʼ", "'"},   {U"«»“”„", "\""}, {U"–—‑‐−", "-"}, {U"…", "..."},
    {U"•·", "."},   {U"\u00ad", ""},
};

std::size_t cost_of(char32_t point) {
  if (kBasic.find(point) != std::u32string_view::npos) return 1;
  return kExtended.find(point) != std::u32string_view::npos ? 2 : 0;
}

std::string_view plain_for(char32_t point) {
  if (text::is_space(point)) return " ";
  for (const auto& [from, to] : kPlain) {
    if (from.find(point) != std::u32string_view::npos) return to;
  }
  return "?";
}

}  // namespace

std::optional<std::size_t> gsm7_septets(std::string_view utf8) {
  std::size_t septets = 0;
  bool inside = true;
  const bool good = text::each_code_point(utf8, [&](char32_t point) {
    const std::size_t cost = cost_of(point);
    inside = inside && cost > 0;
    septets += cost;
  });
  if (!good || !inside) return std::nullopt;
  return septets;
}

void append_gsm7(std::string& out, std::string_view utf8) {
  const bool good = text::each_code_point(utf8, [&](char32_t point) {
    if (cost_of(point) > 0) {
      text::append(out, point);
    } else {
      out += plain_for(point);
    }
  });
  if (!good) out += '?';
}

}  // namespace portillon
