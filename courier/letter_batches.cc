#include "courier/letter_batches.h"

#include <algorithm>
#include <system_error>

#include "courier/letter_batch.h"
#include "courier/letter_manifest.h"
#include "crypto/checksum.h"

namespace portillon {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kLockWithin{10};

ManifestLine line_of(const fs::path& batch, LetterFile file) {
  const fs::path path = batch / file.name();
  const Bytes bytes = LetterFiles::read(path);
  Checksum checksum;
  checksum.add(bytes);
  return {std::move(file), bytes.size(), checksum.finish(), LetterFiles::dated(path)};
}

std::vector<fs::path> half_written_in(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().ends_with(kHalfWritten)) found.push_back(entry.path());
  }
  return found;
}

}  // namespace

LetterBatches::LetterBatches(const LetterConfig& config, std::chrono::sys_seconds certificate_ends,
                             const Log& log, std::function<void()> after_each)
    : provider_(config.name),
      keep_(config.keep_days),
      certificate_ends_(certificate_ends),
      folders_(config.spool),
      calendar_(config.closes, config.holidays),
      log_(log),
      files_(std::move(after_each)) {}

// Under the lock of the spool; another courier that has it will do the same work.
template <class Work>
void LetterBatches::in_turn(const Work& work) const {
  try {
    const LetterLock lock(folders_.lock, kLockWithin);
    if (lock.held()) work();
  } catch (const std::system_error& error) {  // the filesystem's are among them
    const std::string what = error.code().message();
    log_.write("letters_spool_failed", {{"what", std::string_view(what)}});
  }
}

void LetterBatches::tell_of_certificate(Time now) {
  const auto left = std::chrono::floor<std::chrono::days>(certificate_ends_ - now);
  if (left >= kCertificateWarning || told_ == local_day(now)) return;
  told_ = local_day(now);
  log_.write("letters_certificate_ends", {{"days", std::int64_t{left.count()}}});
}

void LetterBatches::close_due(Time now) {
  tell_of_certificate(now);
  in_turn([&] {
    for (const BatchName& batch : batches_in(folders_.open)) {
      if (calendar_.is_closed(batch.day, now)) close(batch, now);
    }
  });
}

void LetterBatches::close(const BatchName& batch, Time now) {
  const fs::path folder = folders_.open / batch.text();
  for (const fs::path& half : half_written_in(folder)) files_.remove(half);
  std::vector<ManifestLine> lines;
  for (LetterFile& file : letters_in(folder)) lines.push_back(line_of(folder, std::move(file)));
  if (lines.empty()) {
    for (const std::string_view file : {kManifest, kSums}) files_.remove(folder / file);
    return files_.remove(folder);
  }
  const std::string manifest = manifest_of(lines);
  files_.write(folder / kManifest, manifest, now);
  files_.write(folder / kSums, sums_of(lines, manifest), now);
  files_.move(folder, folders_.ready / batch.text());
  const std::string name = batch.text();
  log_.write("letters_closed", {{"batch", std::string_view(name)},
                                {"letters", static_cast<std::int64_t>(lines.size())}});
  tell_unanswered(now);
}

void LetterBatches::tell_unanswered(Time now) const {
  for (const BatchName& batch : batches_in(folders_.ready)) {
    if (!calendar_.is_older(batch.day, kAnswerWithin, now)) continue;
    const std::string name = batch.text();
    log_.write("letters_unanswered", {{"batch", std::string_view(name)}});
  }
}

// Without any row: each of its letters was made anew after a crash, or the rows are purged. Then it
// is kept as long as an archive would be.
bool LetterBatches::is_done_with(const BatchName& batch, const std::vector<LetterFate>& fates,
                                 Time now) const {
  const Time closed_at = LetterFiles::dated(folders_.ready / batch.text() / kSums);
  if (fates.empty()) return now > closed_at + keep_;
  return now > closed_at + kNotedWithin && std::ranges::all_of(fates, [](const LetterFate& fate) {
           return fate.settled.has_value();
         });
}

void LetterBatches::archive_due(Time now, Dispatch& dispatch) {
  in_turn([&] {
    for (const BatchName& batch : batches_in(folders_.ready)) {
      const auto fates = dispatch.letters_of(provider_, batch.text());
      if (is_done_with(batch, fates, now)) archive(batch, fates, now);
    }
    for (const BatchName& batch : batches_in(folders_.archive)) clear(batch, now);
  });
}

void LetterBatches::archive(const BatchName& batch, const std::vector<LetterFate>& fates,
                            Time now) {
  const std::string name = batch.text();
  files_.write(folders_.ready / name / kAcknowledgement, acknowledgement_of(fates), now);
  files_.move(folders_.ready / name, folders_.archive / name);
  log_.write("letters_archived", {{"batch", std::string_view(name)},
                                  {"letters", static_cast<std::int64_t>(fates.size())}});
}

// Looked at each time: what a crash left of an archived batch's letters goes as well.
void LetterBatches::clear(const BatchName& batch, Time now) {
  const fs::path folder = folders_.archive / batch.text();
  // Gone already: a crash stopped the deleting of the whole.
  const fs::path answer = folder / kAcknowledgement;
  const bool over = !fs::exists(answer) || now > LetterFiles::dated(answer) + keep_;
  std::vector<fs::path> unwanted;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const auto file = entry.path().filename();
    const bool kept = file == kManifest || file == kAcknowledgement;
    if (!kept) unwanted.push_back(entry.path());
  }
  if (over)
    unwanted.insert(unwanted.end(), {folder / kManifest, folder / kAcknowledgement, folder});
  for (const fs::path& path : unwanted) files_.remove(path);
}

}  // namespace portillon
