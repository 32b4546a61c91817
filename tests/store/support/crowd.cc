#include "tests/store/support/crowd.h"

#include <memory>
#include <stdexcept>
#include <thread>

#include "domain/identifier.h"
#include "page/derivations.h"
#include "tests/support/fake_hasher.h"

namespace portillon::test {
namespace {

constexpr unsigned kMostRuns = 20;  // as shell/handle.cc
constexpr unsigned kRunsBeforeWaiting = 4;

std::string hex(const Digest& bytes) { return "x'" + to_hex(view(bytes)) + "'"; }

struct Node {
  SqlStorage storage;
  Node(Database database, const Limits& limits, Random& random, const Keys& keys)
      : storage(std::move(database), limits, random, keys) {}
  void open() { storage.load({}, {}); }
};

}  // namespace

bool recorded(const Step& step, Event event) {
  for (const Effect& effect : step.effects) {
    const auto* audit = std::get_if<Audit>(&effect);
    if (audit != nullptr && audit->event == event) return true;
  }
  return false;
}

// Strangers go straight to channel, unless a test says otherwise.
Crowd::Crowd() { strangers_are_new(0); }

void Crowd::strangers_are_new(unsigned of_thousand) {
  const std::string share = std::to_string(of_thousand);
  server.execute("UPDATE mix SET new_particulier = " + share + ", new_exploitant = " + share +
                 ", new_entreprise = " + share);
}

std::optional<Step> Crowd::answer(SqlStorage& storage, Visitor& visitor, const Page& page,
                                  Form form) {
  SystemRandom own_random;
  FakeHasher hasher;
  Request request;
  request.method = Method::post;
  request.form = Fields(std::map<std::string, std::string, std::less<>>(form.begin(), form.end()));
  request.client = visitor.client;
  request.desk = visitor.desk;
  request.device = "Firefox, Windows";
  for (unsigned run = 1; run <= kMostRuns; ++run) {
    const Standing standing = storage.load(visitor.journey, visitor.full);
    const Session session{{}, visitor.permit, standing.journey, standing.full, {}};
    const World world{standing.now, settings, keys, storage.records(), hasher, own_random};
    Step step = page.run(request, session, world);
    Change change{standing.now,   visitor.journey, visitor.full, digest(++ids_),
                  digest(++ids_), request.device,  {},           page.stem};
    if (storage.apply(step.effects, change)) {
      if (does<StartJourney>(step)) visitor.journey = change.new_journey;
      if (does<StartSession>(step)) visitor.full = change.new_session;
      for (const Effect& effect : step.effects) {
        if (const auto* set = std::get_if<SetPermit>(&effect)) visitor.permit = set->permit;
      }
      return step;
    }
    if (run >= kRunsBeforeWaiting) std::this_thread::sleep_for(std::chrono::milliseconds(run));
  }
  return std::nullopt;
}

std::optional<Step> Crowd::ask(SqlStorage& node, Visitor& visitor, const Page& page, Form form) {
  try {
    return answer(node, visitor, page, form);
  } catch (const StorageError&) {
    return std::nullopt;
  }
}

std::optional<Step> Crowd::ask(Visitor& visitor, const Page& page, Form form) {
  SqlStorage node(server.account(page.stem), settings.limits, random, keys);
  return answer(node, visitor, page, form);
}

unsigned Crowd::at_once(unsigned count, const Page& page, const One& one,
                        const std::function<bool(const Step&)>& wanted) {
  std::atomic<unsigned> hits = 0;
  together(
      count,
      [&] {
        return std::make_unique<Node>(server.account(page.stem), settings.limits, random, keys);
      },
      [&](unsigned i, Node& node) {
        const auto step = one(i, node.storage);
        if (step && wanted(*step)) ++hits;
      });
  return hits;
}

std::string Crowd::nir(unsigned number) const {
  return "19201641" + std::to_string(10001 + number);
}

SubjectId Crowd::subject(const std::string& identifier) const {
  return portillon::subject_of(keys, parse_identifier(identifier)->canonical());
}

Visitor Crowd::at_channel(const std::string& identifier, unsigned number) {
  Visitor visitor;
  visitor.client =
      "198.51." + std::to_string(100 + number / 250) + "." + std::to_string(number % 250);
  if (!ask(visitor, pages::identify, {{"identifier", identifier}}) || !visitor.journey) {
    throw std::logic_error("no journey");
  }
  return visitor;
}

Visitor Crowd::at_code(const std::string& identifier, unsigned number) {
  Visitor visitor = at_channel(identifier, number);
  const auto step = ask(visitor, pages::channel, {{"channel", "sms"}});
  if (!step || !does<Queue>(*step)) throw std::logic_error("no code");
  return visitor;
}

void Crowd::mint(const Visitor& visitor, const std::string& identifier, const std::string& digits) {
  const SubjectId who = subject(identifier);
  server.execute("UPDATE recoveries SET version = version + 1, code_hash = " +
                 hex(code_hash(keys, who, visitor.journey.value(), digits)) +
                 " WHERE subject = " + hex(who));
}

void Crowd::call_marie(const std::string& identifier, const std::string& password) {
  server.execute("UPDATE members SET version = version + 1, subject = " + hex(subject(identifier)) +
                 ", password = '" + FakeHasher::stored(kMarie, password) + "' WHERE member = 7");
}

void Crowd::give_temporary(const std::string& symbols) {
  server.execute(
      "UPDATE members SET version = version + 1, temporary_wrong = 0, temporary_channel = 'sms', "
      "temporary_hash = " +
      hex(temporary_hash(keys, kMarie, symbols)) +
      ", temporary_expires_at = '2099-01-01' WHERE member = 7");
}

}  // namespace portillon::test
