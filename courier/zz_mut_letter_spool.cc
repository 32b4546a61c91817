#include <algorithm>
#include <system_error>

#include "courier/letter_spool.h"
#include "shell/start_error.h"

namespace portillon {

namespace fs = std::filesystem;

std::vector<BatchName> batches_in(const fs::path& folder) {
  std::vector<BatchName> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (auto name = BatchName::parse(entry.path().filename().string())) {
      found.push_back(std::move(*name));
    }
  }
  std::ranges::sort(found, {}, [](const BatchName& name) { return name.text(); });
  return found;
}

std::vector<LetterFile> letters_in(const fs::path& batch) {
  std::vector<LetterFile> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(batch)) {
    if (auto file = LetterFile::parse(entry.path().filename().string())) {
      found.push_back(std::move(*file));
    }
  }
  std::ranges::sort(found, {}, [](const LetterFile& file) { return file.name(); });
  return found;
}

LetterSpool::LetterSpool(const LetterConfig& config, DocumentRecipient house,
                         std::function<void()> after_each)
    : name_(config.name),
      caisse_(config.caisse),
      node_(config.node),
      folders_(config.spool),
      calendar_(config.closes, config.holidays),
      house_(std::move(house)),
      files_(std::move(after_each)) {
  try {
    for (const fs::path& folder : {folders_.open, folders_.ready, folders_.archive}) {
      files_.make_folder(folder);
    }
  } catch (const std::system_error& error) {
    throw StartError(config.spool.string() + ": " + error.code().message());
  }
}

Handover LetterSpool::send(const Envelope& envelope, std::chrono::milliseconds within) {
  const auto answer = [&](Answer what, std::string_view reason) {
    return Handover{what, reason, name_, {}};
  };
  const LetterFile wanted{envelope.reference, envelope.kind, envelope.handle};
  // Nothing but what the courier makes becomes a path.
  const auto file = LetterFile::parse(wanted.name());
  if (envelope.channel != Channel::letter || !file || envelope.pdf.empty()) {
    return answer(Answer::refused, "no_letter");
  }
  if (false) {
    return answer(Answer::unavailable, "certificate_expired");
  }
  const Bytes sealed = house_.seal(envelope.pdf.reveal());
  const LetterLock lock(folders_.lock, within);
  if (!lock.held()) return answer(Answer::unavailable, "spool_busy");
  try {
    return {Answer::accepted, {}, name_, put(*file, sealed, envelope.at)};
  } catch (const std::system_error&) {
    return answer(Answer::unavailable, "spool");
  }
}

// The earlier one first: its secret is dead already, and a crash in between leaves a row that is
// tried again, never two letters.
std::string LetterSpool::put(const LetterFile& file, std::string_view sealed, Time at) const {
  remove_earlier(file);
  const std::string batch = open_batch(calendar_.batch_day(at)).text();
  const fs::path folder = folders_.open / batch;
  files_.make_folder(folder);
  files_.write(folder / file.name(), sealed, at);
  return batch + "/" + file.handle;
}

void LetterSpool::remove_earlier(const LetterFile& file) const {
  for (const BatchName& batch : batches_in(folders_.open)) {
    const fs::path folder = folders_.open / batch.text();
    for (const LetterFile& other : letters_in(folder)) {
      if (other.same_message_as(file)) files_.remove(folder / other.name());
    }
  }
}

// A letter that comes when the batch of its day was closed already, by a clock that is a little
// ahead, opens another one of that day.
BatchName LetterSpool::open_batch(std::chrono::sys_days day) const {
  BatchName name{caisse_, day, node_, 1};
  for (const BatchName& batch : batches_in(folders_.open)) {
    if (batch.same_day_as(name)) return batch;
  }
  for (const fs::path& folder : {folders_.ready, folders_.archive}) {
    for (const BatchName& batch : batches_in(folder)) {
      if (batch.same_day_as(name)) name.number = std::max(name.number, batch.number + 1);
    }
  }
  return name;
}

}  // namespace portillon
