// Sends mails by the servers of a configuration, each over all of them in turn, as the courier's
// providers do, and prints a line for each: server, answer, reason. Then how long it took.
//
//   send_mail CONFIG COUNT ADDRESS
#include <charconv>
#include <cstdio>
#include <exception>
#include <iostream>

#include "courier/mail_config.h"
#include "shell/config.h"
#include "shell/config_table.h"

namespace {

using namespace portillon;
using namespace std::chrono_literals;

constexpr const char* kAnswers[] = {"accepted", "refused", "later", "unavailable", "unknown"};

Envelope mail_number(unsigned number, const Texts& texts, const std::string& to) {
  const Time now = std::chrono::time_point_cast<Time::duration>(std::chrono::system_clock::now());
  Rendered words =
      texts.render(MessageKind::code, Channel::email, {"4829", now + 30min, now, "K7C-4QT"});
  Envelope envelope;
  envelope.key = number;
  envelope.channel = Channel::email;
  envelope.to = Secret::from(std::string(to));
  envelope.subject = words.subject;
  envelope.text = std::move(words.text);
  envelope.at = now;
  char handle[43] = "";
  std::snprintf(handle, sizeof handle, "%042x", number);
  envelope.handle = handle;
  return envelope;
}

int send(const std::string& file, unsigned count, const std::string& to) {
  const Config config = load_config(file);
  const Texts texts = Texts::load(config.pages, config.settings);
  const toml::table root = read_toml(file);
  const auto servers = mail_providers(root, file, config.pages, config.settings, texts);
  for (const auto& server : servers) {
    const auto begin = std::chrono::steady_clock::now();
    for (unsigned i = 0; i < count; ++i) {
      const Handover handover = server->send(mail_number(i, texts, to), 20s);
      std::cout << server->name() << ' ' << kAnswers[static_cast<int>(handover.answer)] << ' '
                << handover.reason << ' ' << handover.provider_id << '\n';
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::cout << server->name() << " took " << took.count() << " s\n";
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  unsigned count = 0;
  const std::string number = argc == 4 ? argv[2] : "";
  const auto read = std::from_chars(number.data(), number.data() + number.size(), count);
  if (number.empty() || read.ptr != number.data() + number.size()) {
    std::cerr << "usage: send_mail CONFIG COUNT ADDRESS\n";
    return 2;
  }
  try {
    return send(argv[1], count, argv[3]);
  } catch (const std::exception& error) {
    std::cerr << "send_mail: " << error.what() << '\n';
    return 1;
  }
}
