#include "admin/time_text.h"

#include "shell/log.h"
#include "store/cell.h"

namespace portillon {

std::string time_text(Time time) {
  std::string text = sql_text(time);
  text[text.find(' ')] = 'T';
  return text + 'Z';
}

std::string time_json(const std::optional<Time>& time) {
  return time ? json_string(time_text(*time)) : "null";
}

}  // namespace portillon
