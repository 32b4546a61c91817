#include "courier/support/printing_house.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <stdexcept>

namespace portillon::test {
namespace {

void run(const std::string& command) {
  if (std::system((command + " >/dev/null 2>&1").c_str()) != 0) {
    throw std::runtime_error(command);
  }
}

}  // namespace

PrintingHouse::PrintingHouse(int days) {
  run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days " +
      std::to_string(days) + " -subj /CN=Imprimerie -keyout " + key + " -out " + certificate);
}

std::string PrintingHouse::open(const std::filesystem::path& file) const {
  const std::string out = (folder / "out").string();
  run("openssl cms -decrypt -binary -inform DER -in " + file.string() + " -recip " + certificate +
      " -inkey " + key + " -out " + out);
  return read(out);
}

const PrintingHouse& printing_house() {
  static const PrintingHouse house;
  return house;
}

Envelope letter_of(std::uint64_t message, unsigned lease, std::string reference, Time at,
                   MessageKind kind) {
  char handle[43] = "";
  std::snprintf(handle, sizeof handle, "%016llx%06x%020llx",
                static_cast<unsigned long long>(message), lease,
                static_cast<unsigned long long>(message * 7919 + lease));
  Envelope envelope;
  envelope.key = message;
  envelope.kind = kind;
  envelope.channel = Channel::letter;
  envelope.reference = std::move(reference);
  envelope.pdf = Secret::from("%PDF-1.5 of " + envelope.reference + " Kf7m");
  envelope.at = at;
  envelope.handle = handle;
  return envelope;
}

Time present() { return std::chrono::floor<Time::duration>(std::chrono::system_clock::now()); }

Time local_time(int year, int month, int day, int hour, int minute) {
  std::tm parts{};
  parts.tm_year = year - 1900;
  parts.tm_mon = month - 1;
  parts.tm_mday = day;
  parts.tm_hour = hour;
  parts.tm_min = minute;
  parts.tm_isdst = -1;
  return Time(std::chrono::seconds(std::mktime(&parts)));
}

LetterConfig letter_config(const std::filesystem::path& spool) {
  LetterConfig config;
  config.name = "imprimerie";
  config.spool = spool;
  config.certificate = printing_house().certificate;
  config.caisse = "40";
  config.node = "nodea";
  return config;
}

}  // namespace portillon::test
