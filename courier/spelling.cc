#include "courier/spelling.h"

#include <array>
#include <stdexcept>

namespace portillon {
namespace {

struct Sign {
  char character;
  std::string_view name;
};

// These words are in the code and not in pages/ because they are one table with the characters;
// each is the name printed on French keyboards' documentation and used on the telephone.
constexpr std::array<Sign, 32> kSigns{{
    {'!', "point d’exclamation"},
    {'"', "guillemet"},
    {'#', "dièse"},
    {'$', "dollar"},
    {'%', "pour cent"},
    {'&', "et commercial"},
    {'\'', "apostrophe"},
    {'(', "parenthèse ouvrante"},
    {')', "parenthèse fermante"},
    {'*', "étoile"},
    {'+', "plus"},
    {',', "virgule"},
    {'-', "tiret"},
    {'.', "point"},
    {'/', "barre oblique"},
    {':', "deux-points"},
    {';', "point-virgule"},
    {'<', "inférieur"},
    {'=', "égal"},
    {'>', "supérieur"},
    {'?', "point d’interrogation"},
    {'@', "arobase"},
    {'[', "crochet ouvrant"},
    {'\\', "barre inverse"},
    {']', "crochet fermant"},
    {'^', "accent circonflexe"},
    {'_', "tiret bas"},
    {'`', "accent grave"},
    {'{', "accolade ouvrante"},
    {'|', "barre verticale"},
    {'}', "accolade fermante"},
    {'~', "tilde"},
}};

constexpr std::string_view kNoBreak = "\u00a0";

std::string unbroken(std::string_view words) {
  std::string joined;
  for (const char c : words) {
    if (c == ' ') {
      joined += kNoBreak;
    } else {
      joined += c;
    }
  }
  return joined;
}

}  // namespace

std::string spelled(char character) {
  const std::string itself(1, character);
  if (character >= 'A' && character <= 'Z') return unbroken(itself + " majuscule");
  if (character >= 'a' && character <= 'z') return unbroken(itself + " minuscule");
  if (character >= '0' && character <= '9') return unbroken("chiffre " + itself);
  for (const Sign& sign : kSigns) {
    if (sign.character == character) return unbroken(sign.name);
  }
  throw std::invalid_argument("spelling: a character without a name");
}

std::string spelled_group(std::string_view group) {
  std::string names;
  for (const char c : group) {
    if (!names.empty()) names += ", ";
    names += spelled(c);
  }
  return names;
}

}  // namespace portillon
