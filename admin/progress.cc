#include "admin/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace portillon {
namespace {

constexpr std::chrono::milliseconds kBetweenDrawings{250};
constexpr std::size_t kBarWidth = 10;
constexpr std::size_t kLineWidth = 79;
constexpr double kLeastSeconds = 1;  // before that a rate says nothing

std::string rounded(double number) {
  return grouped(static_cast<std::uint64_t>(std::llround(number)));
}

std::string duration_text(double seconds) {
  constexpr double kMinute = 60;
  constexpr double kHour = 3600;
  if (seconds < 2 * kMinute) return rounded(seconds) + " s";
  if (seconds < 2 * kHour) return rounded(seconds / kMinute) + " min";
  return rounded(seconds / kHour) + " h";
}

std::string bar(double share) {
  const auto full = static_cast<std::size_t>(share * kBarWidth);
  return "[" + std::string(full, '#') + std::string(kBarWidth - full, ' ') + "]";
}

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ' ');
  return text;
}

std::string progress_text(const std::string& what, std::uint64_t done, std::uint64_t total,
                          std::chrono::duration<double> since_start) {
  const double seconds = since_start.count();
  const double rate = seconds < kLeastSeconds ? 0 : static_cast<double>(done) / seconds;
  std::string text;
  if (total > 0) {
    const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    const std::string percent = std::to_string(static_cast<int>(share * 100));
    text = bar(share) + " " + std::string(3 - percent.size(), ' ') + percent + " %, ";
    text += grouped(done) + " of " + grouped(total) + " " + what;
  } else {
    text = grouped(done) + " " + what;
  }
  if (rate > 0) text += ", " + rounded(rate) + "/s";
  if (rate > 0 && done < total) {
    text += ", " + duration_text(static_cast<double>(total - done) / rate) + " left";
  }
  return text.substr(0, kLineWidth);
}

Progress::Progress(std::string what, std::uint64_t total)
    : Progress(std::move(what), total, std::cerr, ::isatty(STDERR_FILENO) != 0) {}

Progress::Progress(std::string what, std::uint64_t total, std::ostream& out, bool watched)
    : what_(std::move(what)), total_(total), out_(out), watched_(watched), start_(Clock::now()) {}

Progress::~Progress() { clear(); }

void Progress::at(std::uint64_t done, Clock::time_point now) {
  if (!watched_ || now - drawn_ < kBetweenDrawings || now - start_ < kBetweenDrawings) return;
  drawn_ = now;
  const std::string text = progress_text(what_, done, total_, now - start_);
  // Spaces over what a longer line left: not every terminal knows how to clear one.
  out_ << '\r' << text << std::string(width_ > text.size() ? width_ - text.size() : 0, ' ')
       << std::flush;
  width_ = text.size();
}

void Progress::clear() {
  if (width_ == 0) return;
  out_ << '\r' << std::string(width_, ' ') << '\r' << std::flush;
  width_ = 0;
}

}  // namespace portillon
