#include "courier/transport.h"

namespace portillon {

std::string_view name_of(Answer answer) {
  switch (answer) {
    case Answer::accepted:
      return "accepted";
    case Answer::refused:
      return "refused";
    case Answer::later:
      return "later";
    case Answer::unavailable:
      return "unavailable";
    case Answer::unknown:
      return "unknown";
  }
  return {};
}

bool works(Answer answer) {
  switch (answer) {
    case Answer::accepted:
    case Answer::refused:
    case Answer::later:
      return true;
    case Answer::unavailable:
    case Answer::unknown:
      return false;
  }
  return false;
}

}  // namespace portillon
