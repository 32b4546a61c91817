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
    {U"ÀÁÂÃĂĄ", "A"}, {U"ÇĆČ", "C"}, {U"Ď", "D"},     {U"ÈÊËĘĚ", "E"},  {U"Ğ", "G"},
    {U"ÌÍÎÏİ", "I"},  {U"Ł", "L"},   {U"ŃŇ", "N"},    {U"ÒÓÔÕŐ", "O"},  {U"Ř", "R"},
    {U"ŚŠŞȘ", "S"},   {U"ŤŢȚ", "T"}, {U"ÙÚÛŮŰ", "U"}, {U"ÝŸ", "Y"},     {U"ŹŻŽ", "Z"},
    {U"áâãăą", "a"},  {U"çćč", "c"}, {U"ď", "d"},     {U"êëęě", "e"},   {U"ğ", "g"},
    {U"íîïı", "i"},   {U"ł", "l"},   {U"ńň", "n"},    {U"óôõő", "o"},   {U"ř", "r"},
    {U"śšşș", "s"},   {U"ťţț", "t"}, {U"úûůű", "u"},  {U"ýÿ", "y"},     {U"źżž", "z"},
    {U"Œ", "OE"},     {U"œ", "oe"},  {U"‘’ʼ", "'"},   {U"«»“”„", "\""}, {U"–—‑‐−", "-"},
    {U"…", "..."},    {U"•·", "."},  {U"\u00ad", ""},
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
