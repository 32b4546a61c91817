#pragma once
// What batches and letters are called in the spool, and which day's batch a letter goes into.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "domain/business_days.h"
#include "page/step.h"
#include "page/types.h"

namespace portillon {

inline constexpr std::size_t kBatchWord = 16;
// a-z and 0-9, 1 to kBatchWord of them.
bool is_batch_word(std::string_view);

// « 40-2026-11-30-nodea », « 40-2026-11-30-nodea-2 » for another one of the same day.
struct BatchName {
  std::string caisse;
  std::chrono::sys_days day;
  std::string node;
  unsigned number = 1;

  std::string text() const;
  static std::optional<BatchName> parse(std::string_view);
  bool same_day_as(const BatchName& other) const {
    return caisse == other.caisse && day == other.day && node == other.node;
  }
};

// « R7K-4MX.temporary.HANDLE.pdf.p7m »: what it is, never whose.
struct LetterFile {
  std::string reference;
  MessageKind kind = MessageKind::temporary;
  std::string handle;  // 42 hexadecimal digits, the message's number first

  std::string name() const;
  // nullopt for what is no name of a letter.
  static std::optional<LetterFile> parse(std::string_view);
  bool same_message_as(const LetterFile& other) const;
};

// In the time zone of the process (TZ).
class LetterCalendar {
 public:
  LetterCalendar(std::chrono::minutes closes, HolidayRegion region)
      : closes_(closes), region_(region) {}

  // The business day whose batch takes a letter made at that moment: its own until the batch is
  // closed, then the next one.
  std::chrono::sys_days batch_day(Time) const;
  bool is_closed(std::chrono::sys_days day, Time now) const;
  // More than `n` business days have passed since the day.
  bool is_older(std::chrono::sys_days day, unsigned n, Time now) const;

 private:
  std::chrono::minutes closes_;
  HolidayRegion region_;
};

// In the time zone of the process; « 2026-11-30 ».
std::chrono::sys_days local_day(Time);
std::string local_date(Time);

}  // namespace portillon
