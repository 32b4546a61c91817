#include "parts/turned_away.h"

namespace portillon {

Step out_of_order(const Request& request, const SubjectId& subject, std::string_view stem) {
  std::string stands(stem);
  if (request.method == Method::get) {
    return go(stem, {Note{Event::page_out_of_order, std::move(stands)}});
  }
  return go(stem, {Audit{Event::page_out_of_order, subject, std::move(stands)}});
}

Step out_of_order(const Request& request, const Journey& journey) {
  return out_of_order(request, journey.subject, page_of(journey.stage));
}

Step without_session(std::string_view stem) {
  return go(stem, {Note{Event::page_without_session, {}}});
}

}  // namespace portillon
