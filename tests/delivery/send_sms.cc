// Sends through the first [[sms]] of a configuration, in a bare loop: what the gateways of
// tests/delivery are tried with, and what the courier's throughput is measured against.
//
//   CREDENTIALS_DIRECTORY=… send_sms CONFIG TEXT COUNT THREADS
//
// Message i goes to +33600000000 + i with the handle i in 42 hexadecimal digits. Prints one line of
// JSON: how many had each answer, how many an id, and the seconds that it took.
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "courier/sms_config.h"
#include "shell/config.h"
#include "shell/config_table.h"

using namespace portillon;

namespace {

constexpr std::array kAnswers = {"accepted", "refused", "later", "unavailable", "unknown"};

struct Tally {
  std::array<std::atomic<unsigned>, kAnswers.size()> answers{};
  std::atomic<unsigned> ids{0};
};

Envelope envelope(unsigned number, const char* text) {
  char to[16] = "";
  char handle[43] = "";
  std::snprintf(to, sizeof to, "+336%08u", number);
  std::snprintf(handle, sizeof handle, "%042x", number);
  Envelope envelope;
  envelope.to = Secret::from(to);
  envelope.text = Secret::from(text);
  envelope.reference = "K7C-4QT";
  envelope.handle = handle;
  return envelope;
}

int run(const char* file, const char* text, unsigned count, unsigned threads) {
  const Config config = load_config(file);
  const toml::table root = read_toml(file);
  const auto providers = sms_providers(root, file, config.settings);
  Tally tally;
  std::atomic<unsigned> next{0};
  const auto work = [&] {
    for (unsigned i = next++; i < count; i = next++) {
      const Handover handover = providers.at(0)->send(envelope(i, text), kHandoverWithin);
      ++tally.answers.at(static_cast<std::size_t>(handover.answer));
      if (!handover.provider_id.empty()) ++tally.ids;
    }
  };
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  for (std::size_t i = 0; i < kAnswers.size(); ++i) {
    std::printf("%s\"%s\": %u", i == 0 ? "{" : ", ", kAnswers.at(i), tally.answers.at(i).load());
  }
  std::printf(", \"ids\": %u, \"seconds\": %.3f}\n", tally.ids.load(), took.count());
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count != 5) return std::fprintf(stderr, "send_sms CONFIG TEXT COUNT THREADS\n"), 2;
  try {
    return run(words[1], words[2], static_cast<unsigned>(std::atoi(words[3])),
               static_cast<unsigned>(std::atoi(words[4])));
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "send_sms: %s\n", error.what()), 1;
  }
}
