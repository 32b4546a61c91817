#include "shell/plural.h"

namespace portillon {
namespace {

using Forms = std::span<const std::string_view>;

constexpr std::string_view kTwo[] = {"one", "other"};
constexpr std::string_view kRomanian[] = {"one", "few", "other"};
constexpr std::string_view kSlavic[] = {"one", "few", "many"};
constexpr std::string_view kArabic[] = {"zero", "one", "two", "few", "many", "other"};

bool within(std::uint64_t number, std::uint64_t first, std::uint64_t last) {
  return first <= number && number <= last;
}

std::string_view plain(std::uint64_t count) { return count == 1 ? "one" : "other"; }
std::string_view french(std::uint64_t count) { return count < 2 ? "one" : "other"; }

std::string_view polish(std::uint64_t count) {
  if (count == 1) return "one";
  const bool few = within(count % 10, 2, 4) && !within(count % 100, 12, 14);
  return few ? "few" : "many";
}

std::string_view ukrainian(std::uint64_t count) {
  return count % 10 == 1 && count % 100 != 11 ? "one" : polish(count);
}

std::string_view romanian(std::uint64_t count) {
  if (count == 1) return "one";
  return count == 0 || within(count % 100, 1, 19) ? "few" : "other";
}

std::string_view arabic(std::uint64_t count) {
  if (count <= 2) return kArabic[count];
  if (within(count % 100, 3, 10)) return "few";
  return within(count % 100, 11, 99) ? "many" : "other";
}

struct Rule {
  std::string_view tag;
  Forms forms;
  std::string_view (*form)(std::uint64_t);
};

constexpr Rule kRules[] = {{"fr", kTwo, french},        {"pt", kTwo, french},
                           {"pl", kSlavic, polish},     {"uk", kSlavic, ukrainian},
                           {"ro", kRomanian, romanian}, {"ar", kArabic, arabic}};
constexpr Rule kPlain{"", kTwo, plain};

const Rule& rule_of(Language language) {
  for (const Rule& rule : kRules) {
    if (rule.tag == language.tag()) return rule;
  }
  return kPlain;
}

}  // namespace

std::string_view plural_form(Language language, std::uint64_t count) {
  return rule_of(language).form(count);
}

Forms plural_forms(Language language) { return rule_of(language).forms; }

}  // namespace portillon
