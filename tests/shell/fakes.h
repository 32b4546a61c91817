#pragma once
// A program around a page that the test makes up, with its storage in memory.

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crypto/keyring.h"
#include "crypto/token.h"
#include "shell/cookie.h"
#include "shell/handle.h"
#include "store/connection.h"
#include "tests/support/folder.h"
#include "tests/support/pretend_language.h"

namespace portillon::test {

inline const std::filesystem::path kRealPages = PORTILLON_SOURCE "/pages";

// The real layout, texts, assets and shell pages, and one made-up page.
inline void write_pages(const Folder& folder, std::string_view page_html) {
  for (const char* name :
       {"layout.html", "stale.html", "refused.html", "unavailable.html", "messages.toml"}) {
    std::filesystem::copy_file(kRealPages / name, folder / name);
  }
  std::filesystem::create_directory_symlink(kRealPages / "assets", folder / "assets");
  folder.put("code.html", page_html);
}

inline constexpr std::string_view kPragmaLine = "{{%AUTOESCAPE context=\"HTML\"}}\n";

inline KeyRing ring(std::string_view purpose) {
  SystemRandom random;
  return KeyRing::parse(purpose, purpose, generate_key_line(random, 1));
}

class EmptyRecords final : public Records {
 public:
  std::optional<Entry> entry(const Lookup&) override { return {}; }
  Mix mix() override { return {}; }
  Recovery recovery(const SubjectId&, Time) override { return {}; }
  SignIns sign_ins(const SubjectId&) override { return {}; }
  std::optional<Credentials> credentials(const Lookup&) override { return {}; }
  std::optional<Credentials> credentials_of(MemberId) override { return {}; }
  std::optional<Identity> identity(MemberId) override { return {}; }
  std::string contact_words(MemberId) override { return {}; }
  std::vector<Channel> channels_down(Time) override { return {}; }
  std::optional<Handled> handed_to(std::string_view, std::string_view) override { return {}; }
  bool fact(MemberId, FactKind, const Lookup&, Time) override { return false; }
  std::vector<Contact> contacts(MemberId) override { return {}; }
  std::optional<MessageStatus> message(MessageKey) override { return {}; }
  std::vector<OpenSession> open_sessions(MemberId, Time) override { return {}; }
  std::vector<PastEvent> events(MemberId, unsigned) override { return {}; }
  Level level(const Bucket&, Time) override { return {}; }
  std::vector<Time> verifications_sent(MemberId, Time) override { return {}; }
  std::optional<MemberId> told(const Lookup&, std::string_view, Time) override { return {}; }
  Health health() override { return {}; }
};

class FakeStorage final : public Storage {
 public:
  Standing load(const std::optional<SessionId>& journey,
                const std::optional<SessionId>& full) override {
    ++loads;
    if (away) throw StorageError("the database is away");
    if (read_conflicts > 0) {
      --read_conflicts;
      throw Conflict("this node waited in vain for the others");
    }
    Standing standing;
    standing.now = now;
    if (journey && journeys.contains(*journey)) standing.journey = journeys.at(*journey);
    if (full && sessions.contains(*full)) standing.full = sessions.at(*full);
    return standing;
  }
  Records& records() override { return records_; }
  bool apply(const Effects& effects, const Change& change) override {
    ++applies;
    if (while_applying) while_applying();
    if (conflicts > 0) {
      --conflicts;
      return false;
    }
    applied = effects;
    last = change;
    return true;
  }

  Time now{std::chrono::hours(24 * 20'000)};
  std::map<SessionId, Journey> journeys;
  std::map<SessionId, FullSession> sessions;
  bool away = false;
  unsigned conflicts = 0;       // to come
  unsigned read_conflicts = 0;  // the same, while reading
  std::function<void()> while_applying;
  unsigned loads = 0;
  unsigned applies = 0;
  Effects applied;
  Change last;

 private:
  EmptyRecords records_;
};

// What the page under test does. Page::run is a plain function, so the behaviour stands here.
using Behaviour = std::function<Step(const Request&, const Session&, const World&)>;
inline Behaviour& behaviour() {
  static Behaviour current;
  return current;
}

inline constexpr std::string_view kFormFields[] = {"code", "action"};
inline constexpr std::string_view kQueryNames[] = {"suite"};

// A page named `code`, whose template shows one variable and one field.
class House {
  static constexpr std::string_view kStems[] = {"code", "stale", "refused", "unavailable"};

 public:
  explicit House(unsigned reads = kReadsVisit, std::string_view stem = "code") {
    page_.stem = stem;
    page_.reads = reads;
    page_.form = kFormFields;
    page_.query = kQueryNames;
    page_.run = [](const Request& request, const Session& session, const World& world) {
      return behaviour()(request, session, world);
    };
    settings_.caisse.name = "MSA d'Essai";
    settings_.caisse.phone = "03 20 90 05 00";
    settings_.site.origin = "https://exemple.fr";
    write_pages(folder_, std::string(kPragmaLine) +
                             "<form method=\"post\" action=\"{{ACTION}}\"><input type=\"hidden\" "
                             "name=\"csrf\" value=\"{{CSRF}}\"><p>{{WORD}}</p>"
                             "{{#ERROR_CODE}}<p id=\"e\">{{ERROR_TEXT}}</p>{{/ERROR_CODE}}</form>");
    renderer_ = std::make_unique<Renderer>(folder_.path(), settings_, kStems);
    std::vector<KeyRing> rings;
    rings.push_back(ring("visit"));
    rings.push_back(ring("browser"));
    rings.push_back(ring("pepper"));
    keys_ = Keys(std::move(rings));
    hashing_ = std::make_unique<HashPlaces>(keys_, HashParameters{8, 1}, 1);
    behaviour() = [](const Request&, const Session&, const World&) {
      View view("code");
      view.body().set("WORD", "bonjour");
      return show(view);
    };
  }

  Program program() const {
    return {page_,     settings_, keys_,    *renderer_, inside_, desks_, log_,
            *hashing_, wake_,     metrics_, nullptr,    nullptr, backlog};
  }
  // Beside French.
  void speak(std::string_view tag) {
    write_pretended(folder_.path(), tag);
    settings_.site.languages = {*Language::parse(tag)};
    renderer_ = std::make_unique<Renderer>(folder_.path(), settings_, kStems);
  }
  RawResponse handle(const RawRequest& raw) {
    return portillon::handle(program(), raw, {storage, random_});
  }

  RawRequest get(std::string cookies = {}) const {
    RawRequest raw;
    raw.method = "GET";
    raw.path = "/acces/code";
    raw.cookies = std::move(cookies);
    raw.remote_address = "192.0.2.7";
    raw.request_id = "0af3";
    return raw;
  }
  RawRequest post(std::string body, std::string cookies) const {
    RawRequest raw = get(std::move(cookies));
    raw.method = "POST";
    raw.content_type = "application/x-www-form-urlencoded";
    raw.content_length = std::to_string(body.size());
    raw.body = std::move(body);
    return raw;
  }

  Page& page() { return page_; }
  HashPlaces& hashing() { return *hashing_; }
  Metrics& metrics() { return metrics_; }
  std::vector<Network>& inside() { return inside_; }
  std::vector<DeskNetwork>& desks() { return desks_; }
  const Keys& keys() const { return keys_; }
  Random& random() { return random_; }
  const std::string& logged() const { return *lines_; }
  void forget_log() { lines_->clear(); }
  const Folder& folder() const { return folder_; }

  FakeStorage storage;
  Backlog* backlog = nullptr;

 private:
  Folder folder_;
  Page page_;
  Settings settings_;
  std::unique_ptr<Renderer> renderer_;
  Keys keys_;
  std::vector<Network> inside_;
  std::vector<DeskNetwork> desks_;
  std::shared_ptr<std::string> lines_ = std::make_shared<std::string>();
  Log log_{"code", [lines = lines_](std::string_view line) { lines->append(line); }};
  std::unique_ptr<HashPlaces> hashing_;
  Wake wake_{folder_ / "wake"};
  mutable Metrics metrics_{"code"};
  SystemRandom random_;
};

// "name=value" of the cookie that the response sets, or empty.
inline std::string cookie_from(const RawResponse& response, Cookie kind) {
  const std::string start = std::string(name_of(kind)) + "=";
  for (const auto& [name, value] : response.headers()) {
    if (name == "Set-Cookie" && value.starts_with(start)) return value.substr(0, value.find(';'));
  }
  return {};
}

// The token in the page's form.
inline std::string csrf_from(const RawResponse& response) {
  const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = response.body().find(mark);
  if (at == std::string::npos) return {};
  const std::size_t start = at + mark.size();
  return response.body().substr(start, response.body().find('"', start) - start);
}

}  // namespace portillon::test
