#include "admin/roll.h"

#include <algorithm>
#include <cstring>

namespace portillon {

std::uint64_t Roll::key_of(const SubjectId& subject) {
  std::uint64_t key = 0;
  std::memcpy(&key, subject.data() + 1, sizeof key);  // the first byte is the key's id
  return key;
}

void Roll::set(MemberId member, std::size_t line) {
  if (member >= lines_.size())
    lines_.resize(std::max<std::size_t>(member + 1, lines_.size() * 5 / 4));
  lines_[member] = static_cast<std::uint32_t>(line);
}

std::size_t Roll::name(MemberId member, std::size_t line) {
  const std::lock_guard lock(mutex_);
  const std::size_t before = member < lines_.size() ? lines_[member] : 0;
  if (before == 0) set(member, line);
  return before;
}

Roll::Added Roll::add(const SubjectId& subject, std::size_t line, std::size_t batch) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = added_.try_emplace(key_of(subject), highest_ + 1);
  if (!is_new) return {place->second, lines_[place->second]};
  set(++highest_, line);
  if (!keep_all_) recent_.push_back({batch, place->first});
  return {highest_, 0};
}

void Roll::forget_until(std::size_t batch) {
  const std::lock_guard lock(mutex_);
  for (; !recent_.empty() && recent_.front().batch <= batch; recent_.pop_front()) {
    added_.erase(recent_.front().key);
  }
}

MemberId Roll::renumber(MemberId highest, std::size_t line) {
  const std::lock_guard lock(mutex_);
  highest_ = std::max(highest_, highest) + 1;
  set(highest_, line);
  return highest_;
}

bool Roll::has(MemberId member) const {
  const std::lock_guard lock(mutex_);
  return member < lines_.size() && lines_[member] != 0;
}

}  // namespace portillon
