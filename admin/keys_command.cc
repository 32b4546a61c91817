// `portillon keys`: list, new, rotate, reseal, retire, check.
#include <chrono>
#include <iostream>

#include "admin/commands.h"
#include "admin/installation.h"
#include "admin/key_audit.h"
#include "admin/key_files.h"
#include "admin/key_needs.h"
#include "admin/key_rotation.h"
#include "admin/progress.h"
#include "admin/reseal.h"
#include "shell/start_error.h"
#include "store/queries_keeper.h"

namespace portillon {
namespace {

using Clock = std::chrono::steady_clock;

std::filesystem::path folder_of(const std::string& given) {
  return given.empty() ? Installation::load().keys : std::filesystem::path(given);
}

// Of a rotation the day is enough, and the sysadmin's clock.
std::chrono::sys_days today() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

int run_keys_new(const KeysOrder& order) {
  SystemRandom random;
  make_keys(order.directory, random, today());
  std::cout << kKeyPurposes.size() << " key files made in " << order.directory
            << "; keep a copy in a safe place: without them nothing sealed can be opened\n";
  return done();
}

int run_keys_add(const KeysOrder& order) {
  SystemRandom random;
  const auto folder = folder_of(order.directory);
  KeyAudit audit(folder);
  add_key(folder, order.purpose, random, today());
  audit.note("add " + order.purpose + " 1");
  std::cout << (folder / order.purpose).string() << " made; keep a copy in a safe place\n";
  return done();
}

int run_keys_check(const KeysOrder& order) {
  const auto keys = folder_of(order.directory);
  if (!check_keys(keys, std::cerr)) return kFailed;
  std::cout << "keys: " << keys.string() << '\n';
  return done();
}

int run_keys_list(const KeysOrder& order) {
  const auto folder = folder_of(order.directory);
  std::vector<ListedKey> listed;
  if (order.files_alone) {
    listed = list_keys(folder, nullptr);
  } else {
    Connection keeper(Installation::load().patient_database("keeper"));
    listed = list_keys(folder, &keeper);
  }
  std::cout << (order.json ? listed_json(listed) : listed_text(listed));
  return done();
}

int run_keys_rotate(const KeysOrder& order) {
  SystemRandom random;
  const auto folder = folder_of(order.directory);
  KeyAudit audit(folder);
  const auto id = rotate_key(folder, order.purpose, random, today());
  audit.note("rotate " + order.purpose + " " + std::to_string(id));
  for (const std::string_view file : key_files_of(order.purpose)) {
    std::cout << (folder / file).string() << ": key " << unsigned{id} << " is first\n";
  }
  std::cout << "restart what holds it (docs/security.md, Rotating a key); keep a copy of the "
               "folder\n";
  return done();
}

int run_keys_retire(const KeysOrder& order) {
  const auto folder = folder_of(order.directory);
  Connection keeper(Installation::load().patient_database("keeper"));
  const auto id = static_cast<std::uint8_t>(order.id);
  const KeyRing ring = KeyRing::load(folder, key_files_of(order.purpose).front());
  if (const auto why = key_is_needed(ring, id, rows_that_need(keeper, ring.purpose(), id), today(),
                                     order.because)) {
    std::cout << *why << '\n';
    return done(kRefused);
  }
  KeyAudit audit(folder);
  remove_key(folder, order.purpose, id);
  audit.note("retire " + order.purpose + " " + std::to_string(id));
  if (ring.purpose() == "index") keeper.run(sql::kEndRecoveriesOf, unsigned{id});
  std::cout << order.purpose << ' ' << order.id << ": retired; restart what holds it\n";
  return done();
}

int run_keys_reseal(const KeysOrder& order) {
  const Installation installation = Installation::load();
  const Keys keys = Keys::load(folder_of(order.directory), kResealKeys);
  Connection keeper(installation.patient_database("keeper"));
  KeyAudit audit(folder_of(order.directory));
  const auto start = Clock::now();
  Progress progress("rows");
  Reseal reseal(keeper, keys, order.batch,
                [&](const ResealCounts& counts) { progress.at(counts.members + counts.contacts); });
  const ResealCounts counts = reseal.run();
  progress.clear();
  audit.note("reseal");
  const double seconds = seconds_since(start);
  std::cout << (order.json ? resealed_json(counts, seconds) : resealed_text(counts, seconds))
            << '\n';
  return done(counts.unreadable > 0 ? kFailed : kDone);
}

}  // namespace portillon
