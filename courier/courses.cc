#include "courier/courses.h"

#include <algorithm>

#include "crypto/mac.h"

namespace portillon {
namespace {

constexpr std::chrono::minutes kFresh{1};
constexpr std::size_t kEnough = 20;

// What is usual of an SMS: received within seconds, one in fifty not at all.
std::vector<Course> usual() {
  constexpr std::chrono::milliseconds kFirst{1800};
  constexpr std::chrono::milliseconds kStep{130};
  std::vector<Course> courses;
  for (int i = 0; i < 49; ++i) courses.push_back({MessageState::delivered, kFirst + i * kStep});
  courses.push_back({MessageState::failed, std::chrono::seconds(25)});
  return courses;
}

std::size_t index_of(Channel channel) { return static_cast<std::size_t>(channel); }

bool has_failed(const Course& course) { return course.settled == MessageState::failed; }

// 0 to below 2^32, the same for one subject and channel while the key is the same.
std::uint32_t fate_of(const Claimed& claimed, const KeyRing& ring) {
  const Digest digest =
      mac(ring, "message.course", {view(claimed.subject), name_of(claimed.channel)});
  std::uint32_t fate = 0;
  for (std::size_t i = 0; i < sizeof fate; ++i) fate = (fate << 8) | digest[i];
  return fate;
}

}  // namespace

void Courses::refresh(Channel channel, Dispatch& dispatch) {
  const auto now = std::chrono::steady_clock::now();
  {
    const std::scoped_lock lock(mutex_);
    Learned& learned = learned_.at(index_of(channel));
    if (learned.at && now - *learned.at < kFresh) return;
    learned.at = now;  // the others need not ask as well
  }
  std::vector<Course> courses = dispatch.courses(channel);
  const bool assumed = std::ranges::find(assumed_, channel) != assumed_.end();
  if (assumed && courses.size() < kEnough) courses = usual();
  const std::scoped_lock lock(mutex_);
  learned_.at(index_of(channel)).courses = std::move(courses);
}

Course Courses::plausible(const Claimed& claimed, const Keys& keys, Random& random) const {
  const std::scoped_lock lock(mutex_);
  const std::vector<Course>& courses = learned_.at(index_of(claimed.channel)).courses;
  const auto all = static_cast<std::uint64_t>(courses.size());
  const auto bad = static_cast<std::uint64_t>(std::ranges::count_if(courses, has_failed));
  const bool fails = (fate_of(claimed, keys.ring("code")) * all >> 32) < bad;
  // One of those that fared so: the n-th, drawn evenly.
  const auto alike = static_cast<std::uint32_t>(fails ? bad : all - bad);
  std::uint32_t wanted = random_below(random, std::max(alike, 1U));
  for (const Course& course : courses) {
    if (has_failed(course) == fails && wanted-- == 0) return course;
  }
  return {};
}

}  // namespace portillon
