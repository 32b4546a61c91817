#include "tests/admin/store/support/premises.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "admin/key_files.h"
#include "admin/operator.h"
#include "admin/static_pages.h"
#include "pages.h"
#include "store/audit_anchor.h"
#include "store/migrate.h"
#include "tests/admin/store/support/certificates.h"

namespace portillon::test {
namespace {

namespace fs = std::filesystem;

int listen_at(const fs::path& path) {
  fs::remove(path);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0 ||
      ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(descriptor, 16) != 0 || ::chmod(path.c_str(), 0660) != 0) {
    throw std::runtime_error("cannot listen at " + path.string());
  }
  return descriptor;
}

}  // namespace

Listeners::Listeners(const fs::path& folder) : folder_(folder) {
  fs::create_directories(folder);
  for (const PageEntry& page : kPages) open(std::string(page.stem));
  ::close(listen_at(folder / "courier.wake"));
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

Listeners::~Listeners() {
  thread_.request_stop();
  thread_.join();
  for (const auto& [stem, descriptor] : sockets_) ::close(descriptor);
  for (const int descriptor : held_) ::close(descriptor);
}

void Listeners::open(const std::string& stem) {
  const std::lock_guard lock(mutex_);
  sockets_[stem] = listen_at(path(stem));
}

void Listeners::close(const std::string& stem) {
  const std::lock_guard lock(mutex_);
  ::close(sockets_.at(stem));
  sockets_.erase(stem);
}

void Listeners::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const std::lock_guard lock(mutex_);
    std::vector<pollfd> wanted;
    for (const auto& [stem, descriptor] : sockets_) wanted.push_back({descriptor, POLLIN, 0});
    if (::poll(wanted.data(), wanted.size(), 5) <= 0) continue;
    for (const auto& [stem, descriptor] : sockets_) {
      const int link = ::accept4(descriptor, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (link >= 0 && stem == silent_) held_.insert(link);
      if (link < 0 || stem == silent_) continue;
      std::array<char, 64> question{};
      pollfd one{link, POLLIN, 0};
      ::poll(&one, 1, 1000);
      // FCGI_GET_VALUES in, FCGI_GET_VALUES_RESULT out.
      if (::recv(link, question.data(), question.size(), 0) > 8 && question[1] == 9) {
        const std::array<char, 8> answer = {1, 10, 0, 0, 0, 0, 0, 0};
        ::send(link, answer.data(), answer.size(), MSG_NOSIGNAL);
      }
      ::close(link);
    }
  }
}

Premises::Premises() {
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  make_keys(folder / "keys", random, today);
  fs::copy(PORTILLON_SOURCE "/pages", folder / "pages", fs::copy_options::recursive);
  fs::create_directories(folder / "database");
  fs::create_directories(folder / "proc/1");
  folder.put("providers/kannel", "secret\n");
  ::chmod(file("providers/kannel").c_str(), 0600);
  for (const PageEntry& page : kPages) {
    folder.put("programs/portillon-" + std::string(page.stem), "");
  }
  folder.put("programs/portillon-courier", "");
  folder.put("site.pem", kGoodCertificate);
  folder.put("house.pem", kGoodCertificate);
  fs::copy(PORTILLON_BUILD "/nginx/portillon.conf", folder / "portillon.conf");
  folder.put("nginx/sites-enabled/site", "server {\n  ssl_certificate \"" + file("site.pem") +
                                             "\";\n  include " + file("portillon.conf") + ";\n}\n");
  configure();
  const Installation installation = Installation::load();
  write_static_pages(installation.config.pages, installation.config.settings,
                     installation.static_pages);
  fill_database();
}

Premises::~Premises() { unsetenv("PORTILLON_CONFIG"); }

std::string Premises::config_text() const {
  return "[site]\norigin = \"https://espace.exemple.fr\"\n"
         "[paths]\npages = \"" +
         file("pages") + "\"\nwake = \"" + file("run/courier.wake") +
         "\"\n[database]\nsocket = \"" + server.socket() + "\"\n[admin]\nkeys = \"" + file("keys") +
         "\"\npassword = \"" + file("database/admin") + "\"\nstatic = \"" + file("static") +
         "\"\nnginx = \"" + file("nginx") + "\"\nsnippet = \"" + file("portillon.conf") +
         "\"\n[canary]\nmobile = \"+33639980000\"\n"
         "[letter]\ncertificate = \"" +
         file("house.pem") + "\"\ncaisse = \"40\"\nspool = \"" + file("spool") +
         "\"\n[[sms]]\nname = \"kannel\"\nurl = \"https://sms.exemple.fr/send\"\n"
         "[sms.headers]\nAuthorization = \"Bearer {secret}\"\n"
         "[sms.form]\nto = \"{to}\"\ntext = \"{text}\"\n[sms.accepted]\nstatus = [200]\n"
         "[sms.id]\nafter = \"id \"\n";
}

void Premises::configure(std::string_view part, std::string_view with) {
  std::string text = config_text();
  if (!part.empty()) text.replace(text.find(part), part.size(), with);
  setenv("PORTILLON_CONFIG", folder.put("portillon.toml", text).c_str(), 1);
  ::chmod(file("portillon.toml").c_str(), 0644);
}

CheckPlaces Premises::places(const Installation& installation) const {
  CheckPlaces places = CheckPlaces::here(installation);
  places.programs = folder / "programs";
  places.providers = folder / "providers";
  places.proc = folder / "proc";
  places.disks = {"/"};
  places.web_group = ::getegid();
  places.clock = [clock = places.clock, this] { return clock() + clock_off; };
  places.space = [this](const fs::path&) { return DiskSpace{10'000, 100 * free_percent}; };
  places.resolves = [this](const std::string& host) { return host != unknown_host; };
  places.failed_units = [this] { return std::optional(failed_units); };
  return places;
}

// A courier that has just said how it does, a canary of today, an anchor.
void Premises::fill_database() {
  server.empty();
  server.execute("DELETE FROM providers");
  server.execute(
      "INSERT INTO providers (courier, name, channel, seen_at, down, failures, accepted, failed) "
      "VALUES (1, 'kannel', 'sms', UTC_TIMESTAMP(6) + INTERVAL 1 HOUR, 0, 0, 1, 0)");
  server.execute(
      "INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, "
      "queued_at, state, priority, reference, handed_over_at, purge_at) VALUES (1, 'canary', "
      "'sms', REPEAT('s', 32), 0, REPEAT('j', 32), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), "
      "'delivered', 2, 'K7C-4QT', UTC_TIMESTAMP(6), '2099-01-01')");
  constexpr std::string_view kAudit[] = {"audit_admin"};
  const Keys keys = Keys::load(folder / "keys", kAudit);
  Connection admin(server.account("admin"));
  AuditKeeper(admin, keys, random, "anne").anchor();
}

}  // namespace portillon::test
