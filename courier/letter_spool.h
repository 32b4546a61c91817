#pragma once
// The printing house as a provider: each letter, sealed to the house's certificate, goes into the
// open batch of its business day in a folder of this machine.
//
//   SPOOL/open/BATCH/    letters of a day that is not over
//   SPOOL/ready/BATCH/   closed, with manifest and checksums: for the printing house
//   SPOOL/archive/BATCH/ acknowledged: manifest and acknowledgement, no letters
//
// No letter ever lies on the disk unsealed.

#include <functional>
#include <vector>

#include "courier/letter_batch.h"
#include "courier/letter_config.h"
#include "courier/letter_files.h"
#include "courier/provider.h"

namespace portillon {

struct SpoolFolders {
  std::filesystem::path open, ready, archive, lock;
  explicit SpoolFolders(const std::filesystem::path& spool)
      : open(spool / "open"),
        ready(spool / "ready"),
        archive(spool / "archive"),
        lock(spool / "lock") {}
};

class LetterSpool final : public Provider {
 public:
  // Makes the folders inside config.spool, which must be there. Throws StartError. `after_each`:
  // see LetterFiles.
  LetterSpool(const LetterConfig& config, DocumentRecipient house,
              std::function<void()> after_each = {});

  const std::string& name() const override { return name_; }

  // Accepted: the letter is on the disk whole, and an earlier try of the same message that lay in
  // an open batch is gone. Handover::provider_id is BATCH/HANDLE: what `portillon letters` and
  // LetterBatches find it by.
  Handover send(const Envelope&, std::chrono::milliseconds within) override;

 private:
  std::string put(const LetterFile& file, std::string_view sealed, Time at) const;
  void remove_earlier(const LetterFile& file) const;
  BatchName open_batch(std::chrono::sys_days day) const;

  std::string name_;
  std::string caisse_;
  std::string node_;
  SpoolFolders folders_;
  LetterCalendar calendar_;
  DocumentRecipient house_;
  LetterFiles files_;
};

// The batches that lie in a folder, by name.
std::vector<BatchName> batches_in(const std::filesystem::path& folder);
// The letters of a batch, by name.
std::vector<LetterFile> letters_in(const std::filesystem::path& batch);

}  // namespace portillon
