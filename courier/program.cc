#include "courier/program.h"

#include <systemd/sd-daemon.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "courier/run.h"
#include "shell/credentials.h"
#include "shell/keep_memory.h"
#include "shell/signals.h"
#include "store/dispatch.h"

namespace portillon {
namespace {

constexpr std::string_view kPurposes[] = {"code", "temporary", "contact_code", "contact_private",
                                          "receipt"};

Config load_with_time_zone() {
  Config config = load_config(config_path());
  setenv("TZ", config.settings.site.timezone.c_str(), 1);
  tzset();
  return config;
}

Database database_of(const Config& config, const Secret& password) {
  Database database;
  database.socket = config.database_socket;
  database.name = config.database_name;
  database.account_prefix = config.account_prefix;
  database.account = "courier";
  database.password = Secret::from(std::string(password.reveal()));
  return database;
}

// A lane's connection, and the work on it.
struct Line {
  Connection connection;
  SqlDispatch dispatch{connection};
  explicit Line(Database database) : connection(std::move(database)) {}
};

// On time: who sleeps wakes up some tenths of a millisecond late, and nobody's messages, which only
// wait, would be the slower ones.
void pause(std::chrono::nanoseconds time) {
  constexpr std::chrono::microseconds kLate{300};
  const auto end = std::chrono::steady_clock::now() + time;
  if (time > kLate) std::this_thread::sleep_until(end - kLate);
  while (std::chrono::steady_clock::now() < end) {
  }
}

int run(const MakeTransport& make_transport) {
  const Config config = load_with_time_zone();
  const Keys keys = Keys::load(credentials_folder(), kPurposes);
  const Secret password = database_password();
  const Texts texts = Texts::load(config.pages, config.settings);
  const Log log("courier");
  SystemRandom random;
  const auto transport = make_transport({config, texts, random, log});
  Echo echo;
  Courses courses(config.settings.receipts.empty() ? std::vector<Channel>{}
                                                   : std::vector{Channel::sms});
  const Equipment equipment{config.settings, keys, texts, random, *transport, echo,
                            courses,         log,  pause};
  const Connect connect = [&] {
    const auto line = std::make_shared<Line>(database_of(config, password));
    return std::shared_ptr<Dispatch>(line, &line->dispatch);
  };

  StopSignal stop;
  try {
    Connection(database_of(config, password)).open();
  } catch (const SchemaError&) {
    throw;
  } catch (const StorageError& error) {
    log.write("database_away", {{"what", error.what()}});  // the lanes wait for it
  }
  Bell bell;
  const Lanes counts{config.sms_lanes, config.email_lanes, 1};
  std::jthread lanes(
      [&](const std::stop_token& token) { run_lanes(connect, equipment, counts, bell, token); });
  std::jthread wakes([&](const std::stop_token& token) { listen_for_wakes(0, bell, token); });
  for (const std::string& file : texts.left_out()) {
    log.write("language_left_out", {{"missing", std::string_view(file)}});
  }
  log.write("started", {});
  sd_notify(0, "READY=1");
  stop.wait();
  sd_notify(0, "STOPPING=1");
  lanes.request_stop();
  bell.ring_all();
  lanes.join();
  log.write("stopped", {});
  return 0;
}

}  // namespace

int run_courier(const MakeTransport& make_transport) {
  try {
    keep_memory_to_myself();
    return run(make_transport);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "portillon-courier: %s\n", error.what());
    return 1;
  }
}

}  // namespace portillon
