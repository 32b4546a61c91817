#include "page/settings.h"

namespace portillon {

CaisseWords Caisse::words_in(Language language) const {
  CaisseWords words{hours, letter_days};
  const auto found = in_other_languages.find(language);
  if (found == in_other_languages.end()) return words;
  if (!found->second.hours.empty()) words.hours = found->second.hours;
  if (!found->second.letter_days.empty()) words.letter_days = found->second.letter_days;
  return words;
}

}  // namespace portillon
