// Keys are rotated and everything is resealed under a real database: nothing is lost, whatever
// happens meanwhile.
#include "admin/reseal.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <sstream>
#include <thread>

#include "admin/import.h"
#include "admin/key_files.h"
#include "admin/key_needs.h"
#include "admin/key_rotation.h"
#include "crypto/seal.h"
#include "crypto/sealed_box.h"
#include "domain/identifier.h"
#include "page/derivations.h"
#include "store/dispatch.h"
#include "store/queries.h"
#include "store/records.h"
#include "tests/store/support/server.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr std::string_view kHeader =
    "identifier;kind;name;line1;line2;line3;line4;postcode;town;email;mobile;landline;fax;vitale\n";
constexpr std::string_view kFactHeader = "identifier;kind;amount;date\n";
constexpr unsigned kMembers = 60;
constexpr std::chrono::sys_days kToday = std::chrono::year(2026) / 11 / 26;

std::string identifier_of(unsigned number) { return "19201641" + std::to_string(10001 + number); }

std::string line_of(unsigned number, const std::string& email = {}) {
  const std::string n = std::to_string(number);
  const std::string vitale = std::to_string(1000000000 + number);
  return identifier_of(number) + ";particulier;Membre " + n + ";1 chemin du Banc;;;;40250;MUGRON;" +
         (email.empty() ? "m" + n + "@exemple.fr" : email) + ";06 39 98 10 " +
         std::to_string(10 + number % 90) + ";;;" + vitale + "\n";
}

std::string lines(unsigned count = kMembers) {
  std::string text;
  for (unsigned i = 0; i < count; ++i) text += line_of(i);
  return text;
}

struct Office {
  Server& server = Server::get();
  Folder folder;
  SystemRandom random;
  Limits limits;
  std::filesystem::path keys_folder = folder / "keys";
  Keys keys;

  Office() : Office(kMembers) {}
  explicit Office(unsigned members) {
    server.empty();
    make_keys(keys_folder, random, kToday);
    load();
    import(lines(members));
  }
  void load() { keys = Keys::load(keys_folder, kKeyPurposes); }
  void rotate(std::string_view purpose) {
    rotate_key(keys_folder, purpose, random, kToday);
    load();
  }
  void rotate_all() {
    for (const auto* purpose : {"index", "identity", "mask", "destination", "contact_public"}) {
      rotate(purpose);
    }
  }
  void retire(std::string_view purpose, std::uint8_t id = 1) {
    remove_key(keys_folder, purpose, id);
    load();
  }
  void retire_all() {
    for (const auto* purpose : {"index", "identity", "mask", "destination", "contact_public"}) {
      retire(purpose);
    }
  }

  ImportResult import(const std::string& members, const std::string& facts = {}) {
    ImportOrder order;
    if (!members.empty()) order.members = folder.put("m.csv", std::string(kHeader) + members);
    if (!facts.empty()) order.facts = folder.put("f.csv", std::string(kFactHeader) + facts);
    std::ostringstream screen;
    const auto connect = [&] { return Connection(server.account("admin")); };
    return import_feed(order, connect, keys, limits, screen);
  }

  using Told = std::function<void(const ResealCounts&)>;
  ResealCounts reseal(
      const Told& told = [](const ResealCounts&) {}, unsigned batch = 10) {
    Connection keeper(server.account("keeper"));
    return Reseal(keeper, keys, batch, told).run();
  }
  std::uint64_t needed(std::string_view purpose, std::uint8_t id) {
    Connection keeper(server.account("keeper"));
    std::uint64_t rows = 0;
    for (const KeyNeed& need : rows_that_need(keeper, purpose, id)) rows += need.rows;
    return rows;
  }

  Lookup subject(unsigned number) {
    return subjects_of(keys, parse_identifier(identifier_of(number))->canonical());
  }
  // As a page finds him; kNobody if it does not.
  MemberId found(unsigned number) {
    Connection page(server.account("identify"));
    return SqlRecords(page, limits).entry(subject(number)).value_or(Entry{}).member;
  }
  // Everything of a member, each part opened as the program that uses it does.
  std::string opened(unsigned number) {
    const MemberId member = found(number);
    const std::string row = row_of(member);
    Connection page(server.account("new_password"));
    const Identity identity = SqlRecords(page, limits).identity(member).value();
    Connection courier(server.account("courier"));
    SqlDispatch dispatch(courier);
    const Claimed claim = claim_of(Channel::email, member);
    const Destination to = dispatch.destination(claim).value();
    const Addressee at = dispatch.addressee(claim).value();
    Connection channel(server.account("channel"));
    std::string text =
        plain(open(keys.ring("identity"), kSealIdentifier, row, identity.identifier_sealed)) + "|" +
        plain(open(keys.ring("identity"), kSealName, row, identity.name_sealed)) + "|" +
        plain(open_box(keys.ring("contact_private"), kBoxContact, row, to.value_sealed)) + "|" +
        plain(open_box(keys.ring("contact_private"), kBoxAddress, row, at.address_sealed));
    for (const Contact& contact : SqlRecords(channel, limits).contacts(member)) {
      text += "|" + plain(open(keys.ring("mask"), kSealMask, row, contact.mask_sealed));
    }
    return text;
  }
  // Of a code by this channel, to whatever is on file.
  static Claimed claim_of(Channel channel, MemberId member) {
    Claimed claim;
    claim.channel = channel;
    claim.member = member;
    claim.on_file_before = std::chrono::sys_days(std::chrono::year(2100) / 1 / 1);
    return claim;
  }
  static std::string plain(const std::optional<Secret>& secret) {
    return secret ? std::string(secret->reveal()) : "(refused)";
  }
  std::vector<std::string> all_opened() {
    std::vector<std::string> all;
    for (unsigned i = 0; i < kMembers; ++i) all.push_back(opened(i));
    return all;
  }
};

constexpr unsigned kCrowd = 900;

struct Crowded : Office {
  Crowded() : Office(kCrowd) {}
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reseal)

BOOST_FIXTURE_TEST_CASE(after_a_reseal_no_old_key_is_needed_and_everything_opens, Office) {
  const auto before = all_opened();
  BOOST_TEST(before[3].find("(refused)") == std::string::npos, before[3]);
  BOOST_TEST(before[3].find("m3@exemple.fr") != std::string::npos, before[3]);
  rotate_all();
  BOOST_TEST(all_opened() == before, boost::test_tools::per_element());
  BOOST_TEST(needed("index", 1) == kMembers);
  const ResealCounts counts = reseal();
  BOOST_TEST(counts.members == kMembers);
  BOOST_TEST(counts.contacts == 2 * kMembers);
  BOOST_TEST(counts.unreadable == 0U);
  for (const auto* purpose : {"index", "identity", "mask", "destination", "contact_private"}) {
    BOOST_TEST(needed(purpose, 1) == 0U, purpose);
    BOOST_TEST(needed(purpose, 2) > 0U, purpose);
  }
  retire_all();
  BOOST_TEST(all_opened() == before, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(without_a_rotation_it_writes_nothing, Office) {
  const ResealCounts counts = reseal();
  BOOST_TEST(counts.members + counts.contacts == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_reseal_that_is_killed_goes_on_where_it_was, Office) {
  const auto before = all_opened();
  rotate_all();
  for (unsigned killed = 0; killed < 4; ++killed) {
    const pid_t child = fork();
    if (child == 0) {
      unsigned batches = 0;
      try {
        reseal([&](const ResealCounts&) {
          if (++batches == 2) raise(SIGKILL);
        });
      } catch (...) {
      }
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    BOOST_TEST(all_opened() == before, boost::test_tools::per_element());
  }
  BOOST_TEST(needed("index", 1) == 0U);  // 4 times 20
  BOOST_TEST(needed("destination", 1) > 0U);
  reseal();
  retire_all();
  BOOST_TEST(all_opened() == before, boost::test_tools::per_element());
}

// A page is quicker at a row that was read already: what it wrote stays.
BOOST_FIXTURE_TEST_CASE(what_a_page_changed_meanwhile_is_not_written_over, Office) {
  rotate_all();
  bool met = false;
  const MemberId member = found(5);
  const std::string row = row_of(member);
  const Bytes chosen = seal_to(keys.ring("contact_public"), kBoxContact, row, "+33639980099");
  const Bytes mask = seal(keys.ring("mask"), kSealMask, row, "06 •• •• •• 99");
  Connection keeper(server.account("keeper"));
  const auto rows = keeper.all(sql::kFindOldContacts, 0, 2, 2, 2, 1000);
  for (const auto& [contact, of, type, value, old_mask, destination] : rows) {
    if (of != member || type != "mobile") continue;
    server.execute("UPDATE contacts SET value_sealed = x'" + to_hex(chosen) +
                   "', mask_sealed = x'" + to_hex(mask) +
                   "' WHERE contact = " + std::to_string(contact));
    BOOST_TEST(keeper.run(sql::kResealContact, value, old_mask, destination, contact, value,
                          old_mask, destination) == 0U);
    met = true;
  }
  BOOST_TEST(met);
  reseal();
  BOOST_TEST(opened(5).find("06 •• •• •• 99") != std::string::npos);
  Connection courier(server.account("courier"));
  const Claimed claim = claim_of(Channel::sms, member);
  const Destination to = SqlDispatch(courier).destination(claim).value();
  BOOST_TEST(plain(open_box(keys.ring("contact_private"), kBoxContact, row, to.value_sealed)) ==
             "+33639980099");
}

BOOST_FIXTURE_TEST_CASE(members_change_their_contacts_while_it_runs, Office) {
  rotate_all();
  std::vector<MemberId> members;
  for (unsigned i = 0; i < kMembers; ++i) members.push_back(found(i));
  const auto mask_of = [](int round) { return "06 •• •• •• " + std::to_string(10 + round); };
  constexpr int kRounds = 5;
  std::jthread page([&] {
    Connection contacts(server.account("contacts"));
    const Time now = std::chrono::sys_days(kToday);
    for (int round = 0; round < kRounds; ++round) {
      for (auto member = members.rbegin(); member != members.rend(); ++member) {
        const std::string row = row_of(*member);
        const std::string number = "+336399800" + std::to_string(10 + round);
        try {
          Transaction transaction(contacts);
          contacts.run(sql::kEndContact, now, *member, std::string("mobile"),
                       std::string("current"));
          contacts.run(sql::kAddContact, *member, std::string("mobile"), std::string("current"),
                       now, seal_to(keys.ring("contact_public"), kBoxContact, row, number),
                       seal(keys.ring("mask"), kSealMask, row, mask_of(round)),
                       destination_hash(keys, number), 0, std::nullopt,
                       contact_words(keys, *member, number));
          transaction.commit();
        } catch (const Conflict&) {
          --round;  // as the shell does: afresh
          break;
        }
      }
    }
  });
  reseal([](const ResealCounts&) {}, 5);
  page.join();
  reseal();
  retire_all();
  for (unsigned i = 0; i < kMembers; ++i) {
    BOOST_TEST(opened(i).find(mask_of(kRounds - 1)) != std::string::npos, opened(i));
    BOOST_TEST(opened(i).find("(refused)") == std::string::npos, opened(i));
  }
}

BOOST_FIXTURE_TEST_CASE(a_row_that_no_key_opens_is_told_and_left_and_the_others_are_done, Office) {
  rotate_all();
  server.execute("UPDATE members SET name_sealed = CONCAT(name_sealed, 'x') WHERE member = 4");
  const ResealCounts counts = reseal();
  BOOST_TEST(counts.unreadable == 1U);
  BOOST_TEST(counts.members == kMembers - 1);
  BOOST_TEST(needed("identity", 1) == 2U);
  BOOST_TEST(resealed_text(counts, 1).find("1 rows that no key opens") != std::string::npos);
}

// What a sign-in asks and writes, at the rows that are resealed at this moment. The figures are
// told, and belong to the machine: --log_level=message.
BOOST_FIXTURE_TEST_CASE(pages_are_served_while_it_runs, Crowded) {
  using Clock = std::chrono::steady_clock;
  std::atomic<bool> stop = false;
  std::vector<double> times;
  std::atomic<unsigned> conflicts = 0;
  const auto visits = [&] {
    Connection page(server.account("sign_in"));
    SqlRecords records(page, limits);
    for (unsigned i = 0; !stop; i = (i + 7) % kCrowd) {
      const auto start = Clock::now();
      const auto credentials = records.credentials(subject(i)).value();
      try {
        Transaction transaction(page);
        if (page.run(sql::kRehash, "1$" + std::to_string(i), credentials.member,
                     credentials.version) != 1) {
          ++conflicts;
        }
        transaction.commit();
      } catch (const Conflict&) {
        ++conflicts;
      }
      times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
  };
  const auto median_during = [&](const std::function<void()>& work) {
    times.clear();
    stop = false;
    std::jthread visitor(visits);
    work();
    stop = true;
    visitor.join();
    std::ranges::sort(times);
    return times.at(times.size() / 2);
  };
  std::ostringstream figures;
  for (int round = 0; round < 3; ++round) {
    rotate_all();
    ResealCounts counts;
    double seconds = 0;
    const double meanwhile = median_during([&] {
      const auto start = Clock::now();
      counts = reseal([](const ResealCounts&) {}, 100);
      seconds = std::chrono::duration<double>(Clock::now() - start).count();
    });
    const double alone =
        median_during([&] { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); });
    BOOST_TEST(counts.members == kCrowd);
    BOOST_TEST(counts.unreadable == 0U);
    figures << "; " << resealed_text(counts, seconds) << ", a request takes " << meanwhile / alone
            << " times as long";
    retire("index", static_cast<std::uint8_t>(1 + round));
  }
  BOOST_TEST(conflicts == 0U);
  BOOST_TEST_MESSAGE("reseal: " << kCrowd << " members" << figures.str());
}

BOOST_FIXTURE_TEST_CASE(no_import_runs_meanwhile_nor_a_second_reseal, Office) {
  rotate_all();
  bool asked = false;
  reseal([&](const ResealCounts&) {
    if (asked) return;
    asked = true;
    BOOST_CHECK_THROW(import(lines()), StorageError);
    BOOST_CHECK_THROW(reseal(), StorageError);
  });
  BOOST_TEST(asked);
}

BOOST_FIXTURE_TEST_CASE(the_audit_trail_keeps_the_former_pseudonym, Office) {
  const SubjectId before = subject(2).current;
  rotate("index");
  reseal();
  Connection root(server.root());
  static constexpr Query<Params<std::uint64_t>, Row<Digest, std::optional<Digest>>> kBoth{
      "SELECT subject, former_subject FROM members WHERE member = ?", accounts("admin")};
  const auto [now, former] = root.one(kBoth, found(2)).value();
  BOOST_TEST((now == subject(2).current));
  BOOST_TEST((former == before));
  Connection page(server.account("sign_in"));
  const Time at = std::chrono::sys_days(kToday);
  std::uint64_t seq = 0;
  for (const SubjectId& each : {before, subject(2).current, subject(3).current}) {
    page.run(sql::kAudit, at, std::string("sign_in_success"), each, std::string(),
             std::string("sign_in"), std::string(), std::uint64_t{9}, ++seq, 1U, Digest{});
  }
  Connection account(server.account("account"));
  BOOST_TEST(SqlRecords(account, limits).events(found(2), 9).size() == 2U);
  rotate("identity");
  reseal();
  BOOST_TEST((std::get<1>(root.one(kBoth, found(2)).value()) == before));
}

// ---- The caisse's files go on meaning the same members

BOOST_FIXTURE_TEST_CASE(an_import_after_a_rotation_finds_everybody, Office) {
  for (int resealed = 0; resealed < 2; ++resealed) {
    rotate_all();
    const ImportResult again = import(lines());
    BOOST_TEST(again.members.added == 0U);
    BOOST_TEST(again.members.changed == 0U);
    BOOST_TEST(again.members.unchanged == kMembers);
    reseal();
    BOOST_TEST(import(lines()).members.unchanged == kMembers);
    retire("index", static_cast<std::uint8_t>(1 + resealed));
    const ImportResult last = import(lines());
    BOOST_TEST(last.members.added == 0U);
  }
}

BOOST_FIXTURE_TEST_CASE(a_contact_that_the_file_changes_is_changed_before_and_after_a_reseal,
                        Office) {
  rotate_all();
  import(line_of(1, "avant@exemple.fr"));
  BOOST_TEST(opened(1).find("avant@exemple.fr") != std::string::npos, opened(1));
  reseal();
  import(line_of(1, "apres@exemple.fr"));
  BOOST_TEST(opened(1).find("apres@exemple.fr") != std::string::npos, opened(1));
  import(line_of(2, "deux@exemple.fr"));
  BOOST_TEST(opened(2).find("deux@exemple.fr") != std::string::npos, opened(2));
}

BOOST_FIXTURE_TEST_CASE(answers_come_under_the_new_key_with_the_next_files, Office) {
  Connection root(server.root());
  static constexpr Query<Params<>, Row<Time>> kClock{"SELECT UTC_TIMESTAMP(6)", accounts("admin")};
  const auto today = std::chrono::floor<std::chrono::days>(std::get<0>(root.one(kClock).value()));
  const std::chrono::year_month_day date(today - std::chrono::days(10));
  std::ostringstream text;
  text << identifier_of(1) << ";benefit;142,18;" << static_cast<int>(date.year()) << '-'
       << (static_cast<unsigned>(date.month()) < 10 ? "0" : "")
       << static_cast<unsigned>(date.month()) << '-'
       << (static_cast<unsigned>(date.day()) < 10 ? "0" : "") << static_cast<unsigned>(date.day())
       << '\n';
  BOOST_TEST(import({}, text.str()).facts.added == 1U);
  rotate("proof");
  BOOST_TEST(needed("proof", 1) == kMembers + 1);
  const ImportResult again = import(lines(), text.str());
  BOOST_TEST(again.facts.known == 1U);
  BOOST_TEST(again.members.unchanged == kMembers);
  BOOST_TEST(needed("proof", 1) == 0U);
  Connection prove(server.account("prove"));
  SqlRecords records(prove, limits);
  retire("proof");
  BOOST_TEST(records.fact(found(1), FactKind::benefit,
                          proof_lookup(keys, found(1), FactKind::benefit, "14218"), Time{}));
  BOOST_TEST(records.fact(found(1), FactKind::vitale,
                          proof_lookup(keys, found(1), FactKind::vitale, "1000000001"), Time{}));
}

BOOST_AUTO_TEST_SUITE_END()
