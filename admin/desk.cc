#include "admin/desk.h"

#include "admin/typed_subject.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

Keys keys_with(const Installation& installation, std::span<const std::string_view> more) {
  std::vector<std::string_view> purposes = {"index", "audit_admin"};
  purposes.insert(purposes.end(), more.begin(), more.end());
  return Keys::load(installation.keys, purposes);
}

Reference reference_of(const MemberOrder& order) {
  const auto reference = Reference::parse(order.reference);
  if (!reference) throw StartError("--reference: six letters or digits, as in the message");
  return *reference;
}

}  // namespace

Desk::Desk(std::span<const std::string_view> more) : keys(keys_with(installation, more)) {}

MemberFound Desk::member(const MemberOrder& order) {
  const auto found =
      order.reference.empty() ? access.find(typed_subject(keys)) : access.find(reference_of(order));
  if (!found) throw StartError("no member: nothing was changed");
  return *found;
}

}  // namespace portillon
