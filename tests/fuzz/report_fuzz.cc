// A mail that came back.
#include "admin/delivery_report.h"
#include "fuzz.h"
#include "page/derivations.h"

namespace portillon::fuzz {

void report(std::string_view input) {
  const DeliveryReport report = read_report(input);
  must(report.handles.size() <= 32, "few handles are tried");
  for (const std::string& handle : report.handles) {
    must(handle.size() == kHandleSize && only(handle, "0123456789abcdefABCDEF"),
         "which look like ours");
  }
  must(report.problem.empty() || report.told == Told::nothing, "what is no report says nothing");
}

}  // namespace portillon::fuzz
