// A printing house with keys of its own, and a spool that writes to it.
#pragma once

#include <string>

#include "courier/letter_config.h"
#include "courier/transport.h"
#include "support/folder.h"

namespace portillon::test {

struct PrintingHouse {
  Folder folder;
  std::string key = (folder / "key.pem").string();
  std::string certificate = (folder / "certificate.pem").string();

  // Made by the machine's openssl, valid for `days` from the present on.
  explicit PrintingHouse(int days = 4000);
  // What `openssl cms -decrypt` makes of a file; throws when it refuses.
  std::string open(const std::filesystem::path& file) const;
};

// The sealed letters are small and made once for all tests that only count files.
const PrintingHouse& printing_house();

// A letter of the message `message`, tried for the `lease`th time.
Envelope letter_of(std::uint64_t message, unsigned lease, std::string reference, Time at,
                   MessageKind kind = MessageKind::temporary);

Time present();
// Local time, in TZ.
Time local_time(int year, int month, int day, int hour, int minute = 0);

LetterConfig letter_config(const std::filesystem::path& spool);

}  // namespace portillon::test
