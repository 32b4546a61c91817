#include "page/world.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <ctime>

namespace portillon {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "janvier", "février", "mars",      "avril",   "mai",      "juin",
    "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};

std::tm local(Time time) {
  const std::time_t seconds =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return parts;
}

std::string two_digits(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string day_and_month(const std::tm& parts) {
  return (parts.tm_mday == 1 ? std::string("1er") : std::to_string(parts.tm_mday)) + " " +
         std::string(kMonths.at(static_cast<std::size_t>(parts.tm_mon)));
}

}  // namespace

MessageKey new_message_key(Random& random) {
  MessageKey key = 0;
  while (key == 0) {
    std::array<std::uint8_t, sizeof key> bytes;
    random.fill(bytes);
    std::memcpy(&key, bytes.data(), sizeof key);
    key >>= 1;  // 63 bits: the column is a signed BIGINT on every engine
  }
  return key;
}

std::string clock_text(Time time) {
  const std::tm parts = local(time);
  return std::to_string(parts.tm_hour) + " h " + two_digits(parts.tm_min);
}

std::string date_text(Time time) {
  const std::tm parts = local(time);
  return day_and_month(parts) + " " + std::to_string(parts.tm_year + 1900);
}

std::string date_and_clock_text(Time time) {
  return day_and_month(local(time)) + " à " + clock_text(time);
}

}  // namespace portillon
