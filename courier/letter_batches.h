#pragma once
// What happens to the batches of a spool as time goes by: closed at the hour, archived when every
// letter has its answer, forgotten in the end. To be called about once a minute by one thread.

#include <functional>

#include "courier/letter_config.h"
#include "courier/letter_files.h"
#include "courier/letter_spool.h"
#include "page/dispatch.h"
#include "shell/log.h"

namespace portillon {

// After how many business days a batch without answer is told of, at each closing.
inline constexpr unsigned kAnswerWithin = 3;
// A letter that was put into the batch at the last moment may still be on its way to being noted.
inline constexpr std::chrono::hours kNotedWithin{1};

class LetterBatches {
 public:
  // `certificate_ends`: DocumentRecipient::valid_until(). `after_each`: see LetterFiles.
  LetterBatches(const LetterConfig& config, std::chrono::sys_seconds certificate_ends,
                const Log& log, std::function<void()> after_each = {});

  // Both do nothing when there is nothing to do, go on where a crash left them, and may be called
  // by several couriers that share the spool. What the disk refuses is logged
  // (letters_spool_failed) and tried again at the next call.

  // Batches of days that are over go to `ready` with manifest and checksums; empty ones vanish.
  // Once a day a certificate that soon expires is told of (letters_certificate_ends).
  void close_due(Time now);
  // Batches of which each letter is posted or has failed go to `archive` without their letters;
  // there they are deleted after keep_days. Throws StorageError.
  void archive_due(Time now, Dispatch& dispatch);

 private:
  void tell_of_certificate(Time now);
  void close(const BatchName& batch, Time now);
  void tell_unanswered(Time now) const;
  bool is_done_with(const BatchName& batch, const std::vector<LetterFate>& fates, Time now) const;
  void archive(const BatchName& batch, const std::vector<LetterFate>& fates, Time now);
  void clear(const BatchName& batch, Time now);
  template <class Work>
  void in_turn(const Work& work) const;

  std::string provider_;
  std::chrono::days keep_;
  std::chrono::sys_seconds certificate_ends_;
  std::chrono::sys_days told_{};  // when of the certificate
  SpoolFolders folders_;
  LetterCalendar calendar_;
  const Log& log_;
  LetterFiles files_;
};

}  // namespace portillon
