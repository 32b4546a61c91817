#include "page/dispatch.h"

#include <cstdio>

namespace portillon {

std::string number_text(MessageKey number) {
  char text[17] = "";
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
  return text;
}

}  // namespace portillon
