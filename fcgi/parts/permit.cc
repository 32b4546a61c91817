#include "parts/permit.h"

#include <algorithm>

#include "crypto/mac.h"

namespace portillon {
namespace {

// The id is full of entropy and secret, so a plain hash behind it is a keyed one.
Digest under(std::string_view purpose, const Bytes& id, const SubjectId& subject) {
  return sha256(std::string(purpose) + id + std::string(view(subject)));
}

Bytes mark_of(const Bytes& id, const SubjectId& subject) {
  const Digest digest = under("permit.mark:", id, subject);
  return Bytes(view(digest).substr(0, Permit::kMarkSize));
}

}  // namespace

SubjectId allowance_of(const std::optional<Permit>& permit, const SubjectId& subject) {
  const Permit shown = permit.value_or(Permit{});
  const Bytes mark = mark_of(shown.id, subject);
  const SubjectId own = under("permit.allowance:", shown.id, subject);
  bool held = false;
  for (const Bytes& each : shown.marks) held |= equal(each, mark);
  return held ? own : subject;
}

Permit granted(const std::optional<Permit>& permit, const SubjectId& subject, Random& random) {
  Permit next = permit.value_or(Permit{random_bytes(random, Permit::kIdSize), {}});
  Bytes mark = mark_of(next.id, subject);
  std::erase(next.marks, mark);
  next.marks.insert(next.marks.begin(), std::move(mark));
  if (next.marks.size() > Permit::kMost) next.marks.resize(Permit::kMost);
  return next;
}

}  // namespace portillon
