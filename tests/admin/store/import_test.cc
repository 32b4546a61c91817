#include "admin/import.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "admin/key_files.h"
#include "crypto/seal.h"
#include "page/derivations.h"
#include "shell/start_error.h"
#include "store/queries.h"
#include "store/records.h"
#include "tests/crypto/rings.h"
#include "tests/store/support/server.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr std::string_view kHeader =
    "identifier;kind;name;line1;line2;line3;line4;postcode;town;email;mobile;landline;fax;vitale\n";
constexpr std::string_view kFactHeader = "identifier;kind;amount;date\n";
constexpr std::string_view kJeanne = "247034019203186";
constexpr std::string_view kPierre = "151086413002772";
constexpr std::string_view kCompany = "99900000100019";

std::string jeanne(const std::string& email = "jeanne@exemple.fr",
                   const std::string& mobile = "06 39 98 10 01", const std::string& town = "MUGRON",
                   const std::string& vitale = "80250347011") {
  return std::string(kJeanne) + ";particulier;Jeanne Lartigue;12 route de la Chalosse;;;;40250;" +
         town + ";" + email + ";" + mobile + ";;;" + vitale + "\n";
}

std::string pierre() {
  return std::string(kPierre) +
         ";exploitant;Pierre Etcheverry;Quartier Olha;;;;64310;ASCAIN;;;;;\n";
}

// As root: rows as they are stored.
using Count = Query<Params<>, Row<std::uint64_t>>;
constexpr Count kMembers{"SELECT COUNT(*) FROM members", accounts("admin")};
constexpr Count kContacts{"SELECT COUNT(*) FROM contacts WHERE state = 'current'",
                          accounts("admin")};
constexpr Count kEnded{"SELECT COUNT(*) FROM contacts WHERE ended_at IS NOT NULL",
                       accounts("admin")};
constexpr Count kFacts{"SELECT COUNT(*) FROM facts", accounts("admin")};
constexpr Query<Params<Digest>, Row<std::uint64_t, std::string, std::string, std::string,
                                    std::string, std::uint64_t>>
    kMember{
        "SELECT member, kind, identifier_sealed, name_sealed, address_sealed, version "
        "FROM members WHERE subject = ?",
        accounts("admin")};
constexpr Query<Params<std::uint64_t, std::string>, Row<std::string>> kWords{
    "SELECT words FROM contacts WHERE member = ? AND type = ?", accounts("admin")};
constexpr Query<Params<std::uint64_t, std::string>,
                Row<std::string, std::string, Digest, std::optional<Time>>>
    kContact{
        "SELECT value_sealed, mask_sealed, destination, current_since FROM contacts "
        "WHERE member = ? AND type = ? AND state = 'current'",
        accounts("admin")};

struct Office {
  Server& server = Server::get();
  Folder folder;
  SystemRandom random;
  Limits limits;
  Keys keys;
  std::ostringstream screen;
  Connection root{server.root()};

  Office() {
    server.empty();
    make_keys(folder / "keys", random, {});
    keys = Keys::load(folder / "keys", kKeyPurposes);
  }

  ImportResult run(const ImportOrder& order) {
    const auto connect = [&] { return Connection(server.account("admin")); };
    return import_feed(order, connect, keys, limits, screen);
  }
  ImportOrder order_of(const std::string& members, const std::string& facts = {}) {
    ImportOrder order;
    if (!members.empty()) order.members = folder.put("m.csv", std::string(kHeader) + members);
    if (!facts.empty()) order.facts = folder.put("f.csv", std::string(kFactHeader) + facts);
    order.report = folder / "report.csv";
    order.by = "jdupont";
    return order;
  }
  ImportResult import(const std::string& members, const std::string& facts = {},
                      bool dry_run = false) {
    ImportOrder order = order_of(members, facts);
    order.dry_run = dry_run;
    return run(order);
  }

  SubjectId subject(std::string_view identifier) {
    return subject_of(keys, parse_identifier(identifier)->canonical());
  }
  MemberId number(std::string_view identifier) {
    return std::get<0>(root.one(kMember, subject(identifier)).value());
  }
  // The current contact as the courier would open it; empty if there is none.
  std::string contact(std::string_view identifier, ContactType type) {
    const MemberId member = number(identifier);
    const auto row = root.one(kContact, member, std::string(name_of(type)));
    if (!row) return {};
    const auto opened =
        open_box(keys.ring("contact_private"), kBoxContact, row_of(member), std::get<0>(*row));
    return std::string(opened.value().reveal());
  }
  std::uint64_t count(const Count& query) { return std::get<0>(root.one(query).value()); }
  std::string day(int days_ago) {
    const Time now = std::get<0>(root.one(sql::kNow).value());
    return sql_text(std::chrono::floor<std::chrono::days>(now) - std::chrono::days(days_ago));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(import, Office)

BOOST_AUTO_TEST_CASE(a_member_is_stored_so_that_each_part_opens_where_it_belongs) {
  const auto result = import(jeanne());
  BOOST_TEST((result.members == MemberCounts{1, 0, 0, 0}));
  const auto row = root.one(kMember, subject(kJeanne)).value();
  const MemberId member = std::get<0>(row);
  const std::string name = row_of(member);
  BOOST_TEST(member == 1u);
  BOOST_TEST(std::get<1>(row) == "particulier");
  const KeyRing& identity = keys.ring("identity");
  BOOST_TEST(plain(open(identity, kSealIdentifier, name, std::get<2>(row))) == "2470340192031");
  BOOST_TEST(plain(open(identity, kSealName, name, std::get<3>(row))) == "Jeanne Lartigue");
  const auto address = open_box(keys.ring("contact_private"), kBoxAddress, name, std::get<4>(row));
  BOOST_TEST(address.value().reveal() == "Jeanne Lartigue\n12 route de la Chalosse\n40250 MUGRON");

  BOOST_TEST(contact(kJeanne, ContactType::email) == "jeanne@exemple.fr");
  BOOST_TEST(contact(kJeanne, ContactType::mobile) == "+33639981001");
  BOOST_TEST(contact(kJeanne, ContactType::landline).empty());
  const auto words = root.one(kWords, member, std::string("mobile")).value();
  BOOST_TEST(is_contact_word(keys, member, std::get<0>(words), "981001"));
  const auto mobile = root.one(kContact, member, std::string("mobile")).value();
  BOOST_TEST(plain(open(keys.ring("mask"), kSealMask, name, std::get<1>(mobile))) ==
             "06 •• •• •• 01");
  BOOST_TEST((std::get<2>(mobile) == destination_hash(keys, "+33639981001")));
  BOOST_TEST(std::get<3>(mobile).has_value());

  Connection prove(server.account("prove"));
  const Digest vitale = proof_hash(keys, member, FactKind::vitale, "80250347011");
  BOOST_TEST(prove
                 .one(sql::kFindFact, member, std::string("vitale"), vitale, vitale,
                      std::chrono::sys_days{})
                 .has_value());
}

BOOST_AUTO_TEST_CASE(the_same_file_again_changes_nothing) {
  import(jeanne() + pierre());
  const auto version = std::get<5>(root.one(kMember, subject(kJeanne)).value());
  const auto result = import(jeanne() + pierre());
  BOOST_TEST((result.members == MemberCounts{0, 0, 2, 0}));
  BOOST_TEST(std::get<5>(root.one(kMember, subject(kJeanne)).value()) == version);
  BOOST_TEST(count(kMembers) == 2u);
  BOOST_TEST(count(kContacts) == 2u);
  BOOST_TEST(count(kEnded) == 0u);
}

BOOST_AUTO_TEST_CASE(members_are_numbered_on_from_the_highest) {
  import(jeanne());
  import(pierre());
  BOOST_TEST(number(kJeanne) == 1u);
  BOOST_TEST(number(kPierre) == 2u);
}

BOOST_AUTO_TEST_CASE(however_the_identifier_is_written_it_is_the_same_member) {
  import(jeanne());
  std::string spaced = jeanne();
  spaced.replace(0, kJeanne.size(), "2 47 03 40 192 031");
  BOOST_TEST(import(spaced).members.unchanged == 1u);
}

BOOST_AUTO_TEST_CASE(a_changed_address_and_contact_replace_those_of_the_last_file) {
  import(jeanne());
  const auto result = import(jeanne("j.lartigue@exemple.fr", "", "DAX"));
  BOOST_TEST((result.members == MemberCounts{0, 1, 0, 0}));
  BOOST_TEST(contact(kJeanne, ContactType::email) == "j.lartigue@exemple.fr");
  BOOST_TEST(contact(kJeanne, ContactType::mobile).empty());
  BOOST_TEST(count(kContacts) == 1u);
  BOOST_TEST(count(kEnded) == 2u);
  const auto row = root.one(kMember, subject(kJeanne)).value();
  const auto address =
      open_box(keys.ring("contact_private"), kBoxAddress, row_of(1), std::get<4>(row));
  BOOST_TEST(address.value().reveal().ends_with("40250 DAX"));
}

BOOST_AUTO_TEST_CASE(a_member_who_confirmed_keeps_the_contacts_but_not_the_address) {
  import(jeanne());
  server.execute("UPDATE members SET contacts_confirmed_at = UTC_TIMESTAMP(6)");
  const auto result = import(jeanne("other@exemple.fr", "06 39 98 10 01", "DAX"));
  BOOST_TEST((result.members == MemberCounts{0, 1, 0, 1}));
  BOOST_TEST(contact(kJeanne, ContactType::email) == "jeanne@exemple.fr");
  BOOST_TEST(import(jeanne("other@exemple.fr", "06 39 98 10 01", "DAX")).members.unchanged == 1u);
}

BOOST_AUTO_TEST_CASE(a_contact_that_the_member_put_in_place_of_the_files_stays) {
  import(jeanne());
  server.execute("UPDATE contacts SET destination = REPEAT('x', 32) WHERE type = 'email'");
  server.execute(
      "UPDATE contacts SET state = NULL, ended_at = UTC_TIMESTAMP(6) "
      "WHERE type = 'mobile'");
  const auto result = import(jeanne("other@exemple.fr", "06 39 98 10 09"));
  BOOST_TEST(result.members.contacts_kept == 2u);
  BOOST_TEST(contact(kJeanne, ContactType::email) == "jeanne@exemple.fr");
  BOOST_TEST(contact(kJeanne, ContactType::mobile).empty());
}

BOOST_AUTO_TEST_CASE(a_new_vitale_card_replaces_the_old_one) {
  import(jeanne());
  import(jeanne("jeanne@exemple.fr", "06 39 98 10 01", "MUGRON", "80250347099"));
  BOOST_TEST(count(kFacts) == 1u);
  Connection prove(server.account("prove"));
  const auto knows = [&](std::string_view serial) {
    return prove
        .one(sql::kFindFact, 1, std::string("vitale"),
             proof_hash(keys, 1, FactKind::vitale, serial),
             proof_hash(keys, 1, FactKind::vitale, serial), std::chrono::sys_days{})
        .has_value();
  };
  BOOST_TEST(knows("80250347099"));
  BOOST_TEST(!knows("80250347011"));
}

BOOST_AUTO_TEST_CASE(a_refused_row_is_told_without_its_identifier_and_holds_nobody_back) {
  std::string bad = jeanne("no-at");
  const auto result = import(bad + "x;y\n" + pierre() + pierre());
  BOOST_TEST(result.members_read == 4u);
  BOOST_TEST(result.members_refused == 3u);
  BOOST_TEST(count(kMembers) == 1u);
  const std::string told =
      "m.csv:2: email has no @\nm.csv:3: has fewer fields than the header\n"
      "m.csv:5: identifier is the same as on line 4\n";
  BOOST_TEST(screen.str() == told);
  BOOST_TEST(read(folder / "report.csv") ==
             "file;line;field;reason\nm.csv;2;email;has no @\n"
             "m.csv;3;;has fewer fields than the header\n"
             "m.csv;5;identifier;is the same as on line 4\n");
}

BOOST_AUTO_TEST_CASE(facts_are_found_by_their_amount_and_day_and_once) {
  const std::string facts = std::string(kJeanne) + ";benefit;142,18;" + day(20) + "\n" +
                            std::string(kJeanne) + ";benefit;142,18;" + day(50) + "\n";
  auto result = import(jeanne(), facts);
  BOOST_TEST(result.facts.added == 2u);
  result = import(jeanne(), facts);
  BOOST_TEST(result.facts.known == 2u);
  BOOST_TEST(result.facts.added == 0u);
  Connection prove(server.account("prove"));
  const Digest answer = proof_hash(keys, 1, FactKind::benefit, "14218");
  const auto today =
      std::chrono::floor<std::chrono::days>(std::get<0>(root.one(sql::kNow).value()));
  const auto found = [&](int days_ago) {
    return prove
        .one(sql::kFindFact, 1, std::string("benefit"), answer, answer,
             today - std::chrono::days(days_ago))
        .has_value();
  };
  BOOST_TEST(found(20));
  BOOST_TEST(!found(19));
}

BOOST_AUTO_TEST_CASE(a_fact_of_nobody_is_refused_and_one_that_is_too_old_is_not_kept) {
  const auto result = import(
      jeanne(), std::string(kPierre) + ";benefit;1,00;" + day(1) + "\n" + std::string(kJeanne) +
                    ";benefit;1,00;" + day(190) + "\n" + std::string(kJeanne) + ";payroll;1,00;" +
                    day(190) + "\n" + std::string(kJeanne) + ";benefit;1,00;" + day(-1) + "\n");
  BOOST_TEST(result.facts_refused == 2u);
  BOOST_TEST(result.facts.old == 1u);
  BOOST_TEST(result.facts.added == 1u);
  BOOST_TEST(screen.str().find("f.csv:2: identifier is no member's\n") != std::string::npos);
  BOOST_TEST(screen.str().find("f.csv:5: date is in the future\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_dry_run_counts_the_same_and_writes_nothing) {
  const std::string facts = std::string(kJeanne) + ";benefit;1,00;" + day(1) + "\n" +
                            std::string(kCompany) + ";payroll;1,00;" + day(1) + "\n";
  const auto dry = import(jeanne() + pierre(), facts, true);
  BOOST_TEST(count(kMembers) == 0u);
  BOOST_TEST(count(kFacts) == 0u);
  const auto wet = import(jeanne() + pierre(), facts);
  BOOST_TEST((dry.members == wet.members));
  BOOST_TEST(dry.facts.added == wet.facts.added);
  BOOST_TEST(dry.facts_refused == wet.facts_refused);
}

BOOST_AUTO_TEST_CASE(two_imports_do_not_run_at_once) {
  Connection other(server.account("admin"));
  BOOST_TEST(
      std::get<0>(other.one(sql::kTakeLock, std::string("portillon_import")).value()).value() ==
      1u);
  BOOST_CHECK_THROW(import(jeanne()), StorageError);
  BOOST_TEST(count(kMembers) == 0u);
}

BOOST_AUTO_TEST_CASE(more_rows_than_one_transaction_holds_are_all_taken) {
  std::string members;
  std::string facts;
  constexpr unsigned kMany = 2 * kBatch + 7;
  for (unsigned i = 1; i <= kMany; ++i) {
    const std::string order = std::to_string(100000 + i).substr(1);  // commune's last 2, order
    const std::string nir = "24703401" + order;
    members += nir + ";particulier;Essai;;;;;40250;MUGRON;;;;;\n";
    facts += nir + ";benefit;" + std::to_string(i) + ",00;" + day(1) + "\n";
  }
  // An order of 000 is no NIR.
  const auto result = import(members, facts);
  BOOST_TEST(result.members.added + result.members_refused == kMany);
  BOOST_TEST(result.members_refused == kMany / 1000);
  BOOST_TEST(result.facts.added == result.members.added);
  BOOST_TEST(count(kMembers) == result.members.added);
  BOOST_TEST(import(members, facts).members.unchanged == result.members.added);
}

BOOST_AUTO_TEST_CASE(what_strangers_look_like_follows_the_members) {
  const auto stored = [&] {
    Connection identify(server.account("identify"));
    return SqlRecords(identify, limits).mix();
  };
  BOOST_TEST((stored() == Mix{}));
  import(jeanne() + pierre(), {}, true);
  BOOST_TEST((stored() == Mix{}));
  // Twenty exploitants and a company beside a hundred of the default mix.
  std::string file;
  for (int n = 10; n < 30; ++n) {
    file += "1510864130" + std::to_string(n) +
            "1;exploitant;Pierre Etcheverry;Quartier Olha;;;;64310;ASCAIN;;;;;\n";
  }
  file += std::string(kCompany) + ";entreprise;Jardins;12 route;;;;40250;MUGRON;;;;;\n";
  const auto result = import(file);
  BOOST_TEST(result.members.added == 21U);
  const Mix mix = stored();
  BOOST_TEST(mix.exploitant == (20'000U + 25'000U) / 120U);
  BOOST_TEST(mix.entreprise == 3'000U / 120U);
  BOOST_TEST(mix.new_exploitant == 500U);
  BOOST_TEST(mix.new_siret == 41'000U / 101U);
  BOOST_TEST(mix.new_particulier == 400U);
}

// ---- Removal

namespace {

constexpr std::string_view kActionHeader =
    "identifier;kind;name;line1;line2;line3;line4;postcode;town;email;mobile;landline;fax;vitale;"
    "action\n";
constexpr Count kSessions{"SELECT COUNT(*) FROM sessions", accounts("admin")};
constexpr Count kJourneys{"SELECT COUNT(*) FROM journeys", accounts("admin")};
constexpr Count kFeeds{"SELECT COUNT(*) FROM feed", accounts("admin")};
constexpr Count kAllContacts{"SELECT COUNT(*) FROM contacts", accounts("admin")};
constexpr Count kOwnedMessages{"SELECT COUNT(*) FROM outbox WHERE member <> 0", accounts("admin")};
constexpr Query<Params<>, Row<std::string, Digest, std::string, std::string>> kTrail{
    "SELECT event, subject, device, detail FROM audit ORDER BY id", accounts("admin")};

// Members of which none has a contact: `count` of them, from `first` on.
std::string crowd(unsigned first, unsigned count) {
  std::string lines;
  for (unsigned i = first; i < first + count; ++i) {
    lines += "24703401" + std::to_string(10000 + i % 999 + 1000 * (i / 999) + 1).substr(0, 5) +
             ";particulier;Essai;;;;;40250;MUGRON;;;;;\n";
  }
  return lines;
}

struct Register : Office {
  ImportResult full(const std::string& members, std::optional<std::uint64_t> confirmed = {},
                    const std::string& facts = {}, bool dry_run = false) {
    ImportOrder order = order_of(members, facts);
    order.full = true;
    order.confirmed = confirmed;
    order.dry_run = dry_run;
    return run(order);
  }
  ImportResult difference(const std::string& rows, const std::string& facts = {},
                          bool dry_run = false) {
    ImportOrder order = order_of({}, facts);
    order.members = folder.put("m.csv", std::string(kActionHeader) + rows);
    order.dry_run = dry_run;
    order.confirmed = 10;
    return run(order);
  }
  std::string asked(const std::string& members, std::optional<std::uint64_t> confirmed = {}) {
    try {
      full(members, confirmed);
    } catch (const MustBeConfirmed& objection) {
      return objection.what();
    }
    return "(done)";
  }
  // A session, a journey and a message that waits.
  void give_everything(std::string_view identifier) {
    const std::string member = std::to_string(number(identifier));
    const std::string subject = "X'" + to_hex(view(this->subject(identifier))) + "'";
    const std::string now = "UTC_TIMESTAMP(6)";
    server.execute(
        "INSERT INTO sessions (session, version, member, password_changed, wanted, "
        "device, authenticated_at, started_at, seen_at) VALUES (REPEAT('s', 32), 1, " +
        member + ", 0, '', '', " + now + ", " + now + ", " + now + ")");
    server.execute(
        "INSERT INTO journeys (journey, version, stage, subject, member, kind, "
        "first_access, proven, typed_sealed, started_at, seen_at) VALUES "
        "(REPEAT('j', 32), 1, 'channel', " +
        subject + ", " + member + ", 'particulier', 1, 0, '', " + now + ", " + now + ")");
    server.execute(
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, "
        "on_file_before, queued_at, state, priority, due_at, purge_at) VALUES (5, "
        "'code', 'sms', " +
        subject + ", " + member + ", REPEAT('j', 32), " + now + ", " + now + ", 'queued', 0, " +
        now + ", " + now + ")");
  }
};

std::string leaver(std::string_view identifier) {
  return std::string(identifier) + ";;;;;;;;;;;;;;remove\n";
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(who_is_removed_leaves_nothing_but_a_pseudonym, Register) {
  import(jeanne() + pierre(), std::string(kJeanne) + ";benefit;1,00;" + day(1) + "\n");
  give_everything(kJeanne);
  const SubjectId gone = subject(kJeanne);
  BOOST_TEST(full(pierre(), 1).removed == 1u);
  BOOST_TEST(!root.one(kMember, gone).has_value());
  for (const Count* rest : {&kSessions, &kJourneys, &kAllContacts, &kFacts, &kOwnedMessages}) {
    BOOST_TEST(count(*rest) == 0u, rest->text);
  }
  BOOST_TEST(count(kMembers) == 1u);
  BOOST_TEST(count(kFeeds) == 1u);
  const auto trail = root.all(kTrail);
  BOOST_TEST_REQUIRE(trail.size() == 3u);
  BOOST_TEST(std::get<0>(trail[1]) == "member_removed");
  BOOST_TEST((std::get<1>(trail[1]) == gone));
  BOOST_TEST(std::get<2>(trail[1]) == "jdupont");
  BOOST_TEST(std::get<0>(trail[2]) == "feed_imported");
  BOOST_TEST(std::get<3>(trail[2]) == "full 0+0~1-");
}

BOOST_FIXTURE_TEST_CASE(who_comes_back_has_another_number_and_begins_anew, Register) {
  import(pierre() + jeanne());
  BOOST_TEST(number(kJeanne) == 2u);
  full(pierre(), 1);
  import(jeanne());
  BOOST_TEST(number(kJeanne) == 3u);
}

BOOST_FIXTURE_TEST_CASE(without_full_nobody_is_removed, Register) {
  import(jeanne() + pierre());
  BOOST_TEST(import(pierre()).removed == 0u);
  BOOST_TEST(count(kMembers) == 2u);
}

BOOST_FIXTURE_TEST_CASE(two_in_a_hundred_go_and_three_are_asked_about_before_anything_is_written,
                        Register) {
  import(crowd(0, 100));
  BOOST_TEST(asked(crowd(3, 97) + jeanne()) ==
             "this feed would remove 3 of 100 members, more than the 2 % that may go without "
             "asking: nothing was written. If they are to go: --confirm-removals 3");
  BOOST_TEST(count(kMembers) == 100u);
  BOOST_TEST(asked(crowd(3, 97), 2).starts_with("this feed would remove 3 of 100 members"));
  BOOST_TEST(full(crowd(2, 98)).removed == 2u);
  BOOST_TEST(count(kMembers) == 98u);
  BOOST_TEST(full(crowd(10, 90) + jeanne(), 8).removed == 8u);
  BOOST_TEST(count(kMembers) == 91u);
}

BOOST_FIXTURE_TEST_CASE(an_empty_file_removes_nobody_without_being_asked_about, Register) {
  import(jeanne() + pierre());
  ImportOrder order = order_of("");
  order.members = folder.put("m.csv", std::string(kHeader));
  order.full = true;
  BOOST_CHECK_THROW(run(order), MustBeConfirmed);
  BOOST_TEST(count(kMembers) == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_refused_row_says_all_the_same_that_its_member_is_there, Register) {
  import(crowd(0, 100) + jeanne());
  const auto result = full(crowd(0, 100) + jeanne("no-at"));
  BOOST_TEST(result.members_refused == 1u);
  BOOST_TEST(result.removed == 0u);
  BOOST_TEST(contact(kJeanne, ContactType::email) == "jeanne@exemple.fr");
}

BOOST_FIXTURE_TEST_CASE(a_row_that_could_be_anybodys_keeps_all_who_are_not_named, Register) {
  import(crowd(0, 100) + jeanne());
  std::string wrong_key = jeanne();
  wrong_key[14] = '7';
  BOOST_TEST(
      asked(crowd(0, 100) + wrong_key) ==
      "this feed would remove 1 of 101 members, and 1 of its rows, which cannot be read, may "
      "be theirs: nothing was written. If they are to go: --confirm-removals 1");
  BOOST_TEST(count(kMembers) == 101u);
  BOOST_TEST(full(crowd(0, 100) + wrong_key, 1).removed == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_difference_removes_whom_it_names_as_gone, Register) {
  import(jeanne() + pierre());
  const std::string facts = std::string(kJeanne) + ";benefit;1,00;" + day(1) + "\n";
  const std::string rows = leaver(kJeanne) + leaver(kCompany);
  const auto dry = difference(rows, facts, true);
  BOOST_TEST(count(kMembers) == 2u);
  const auto wet = difference(rows, facts);
  BOOST_TEST(wet.removed == 1u);
  BOOST_TEST(dry.removed == 1u);
  BOOST_TEST(wet.facts_refused == 1u);
  BOOST_TEST(dry.facts_refused == 1u);
  BOOST_TEST(count(kMembers) == 1u);
  BOOST_TEST(difference(rows).removed == 0u);
}

BOOST_FIXTURE_TEST_CASE(of_two_rows_about_one_member_the_first_one_counts, Register) {
  import(jeanne() + pierre());
  const std::string stays = jeanne().substr(0, jeanne().size() - 1) + ";\n";
  auto result = difference(stays + leaver(kJeanne));
  BOOST_TEST(result.members_refused == 1u);
  BOOST_TEST(result.removed == 0u);
  result = difference(leaver(kJeanne) + stays);
  BOOST_TEST(result.members_refused == 1u);
  BOOST_TEST(result.removed == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_feed_that_removes_is_read_twice_and_so_no_pipe, Register) {
  import(jeanne());
  ImportOrder order = order_of({});
  order.members = folder / "pipe";
  order.full = true;
  BOOST_TEST_REQUIRE(mkfifo(order.members.c_str(), 0600) == 0);
  std::thread writer([&] { std::ofstream(order.members) << kHeader << jeanne(); });
  BOOST_CHECK_EXCEPTION(run(order), StartError, [](const StartError& error) {
    return std::string(error.what()).ends_with("since it is read twice");
  });
  writer.join();
  BOOST_TEST(count(kMembers) == 1u);
}

// ---- Many rows, several lanes

BOOST_FIXTURE_TEST_CASE(the_second_of_two_rows_is_refused_however_far_apart_and_whichever_lane,
                        Register) {
  const std::string many = crowd(0, 6000);
  const std::string file = jeanne() + many + jeanne("other@exemple.fr") + pierre() + pierre();
  for (const auto& [lanes, dry] :
       {std::pair(4U, true), std::pair(1U, false), std::pair(4U, false)}) {
    ImportOrder order = order_of(file);
    order.lanes = lanes;
    order.dry_run = dry;
    screen.str({});
    const auto result = run(order);
    BOOST_TEST(result.members_refused == 2u);
    BOOST_TEST(screen.str() ==
               "m.csv:6003: identifier is the same as on line 2\n"
               "m.csv:6005: identifier is the same as on line 6004\n");
  }
  BOOST_TEST(contact(kJeanne, ContactType::email) == "jeanne@exemple.fr");
  BOOST_TEST(count(kMembers) == 6002u);
}

BOOST_FIXTURE_TEST_CASE(one_identifier_in_each_batch_that_is_in_flight_is_taken_once, Register) {
  std::string file;
  for (unsigned batch = 0; batch < 12; ++batch) {
    file += jeanne("e" + std::to_string(batch) + "@exemple.fr") +
            crowd(batch * (kBatch - 1), kBatch - 1);
  }
  ImportOrder order = order_of(file);
  order.lanes = 4;
  const auto result = run(order);
  BOOST_TEST(result.members_refused == 11u);
  BOOST_TEST(result.members.added == 12 * (kBatch - 1) + 1);
  BOOST_TEST(contact(kJeanne, ContactType::email) == "e0@exemple.fr");
}

BOOST_FIXTURE_TEST_CASE(a_second_run_writes_no_row_of_a_member, Register) {
  const std::string members = crowd(0, 700) + jeanne() + pierre();
  const std::string facts = std::string(kJeanne) + ";benefit;1,00;" + day(1) + "\n";
  import(members, facts);
  server.execute("SET GLOBAL userstat = 1");
  static constexpr Query<Params<>, Row<std::uint64_t>> kWritten{
      "SELECT CAST(COALESCE(SUM(rows_changed), 0) AS UNSIGNED) "
      "FROM information_schema.table_statistics WHERE table_schema = 'portillon'",
      accounts("admin")};
  const std::uint64_t before = count(kWritten);
  const auto result = full(members, {}, facts);
  BOOST_TEST(result.members.unchanged == 702u);
  BOOST_TEST(result.facts.known == 1u);
  BOOST_TEST(count(kWritten) - before == 1u);  // the audit trail's
  server.execute("SET GLOBAL userstat = 0");
}

BOOST_FIXTURE_TEST_CASE(a_member_who_confirms_meanwhile_keeps_the_contacts, Register) {
  import(jeanne());
  // The page has its row, and has not committed yet, when the import comes to it.
  Connection page(server.root());
  std::optional<Transaction> confirming(std::in_place, page);
  page.run(Query<Params<>, Row<>>("UPDATE members SET contacts_confirmed_at = UTC_TIMESTAMP(6)",
                                  accounts("contacts")));
  std::thread page_goes_on([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    confirming->commit();
  });
  const auto result = import(jeanne("thief@exemple.fr"));
  page_goes_on.join();
  BOOST_TEST(result.members.contacts_kept == 1u);
  BOOST_TEST(contact(kJeanne, ContactType::email) == "jeanne@exemple.fr");
}

// Nodes of a cluster see each other's changes and none of each other's locks.
BOOST_FIXTURE_TEST_CASE(who_confirms_on_another_node_meets_a_change_of_the_member, Register) {
  import(jeanne());
  const Query<Params<>, Row<std::uint64_t>> version("SELECT version FROM members",
                                                    accounts("admin"));
  const std::uint64_t before = count(version);
  import(jeanne("jeanne@exemple.com"));
  BOOST_TEST(count(version) == before + 1);
}

BOOST_FIXTURE_TEST_CASE(numbers_that_a_dying_import_took_are_taken_by_nobody_else, Register) {
  import(pierre());
  // Of an import that was killed: the lock is gone, its last transaction is not.
  Connection killed(server.root());
  std::optional<Transaction> last(std::in_place, killed);
  killed.run(Query<Params<>, Row<>>(
      "INSERT INTO members (member, subject, kind, public_id, identifier_sealed, name_sealed, "
      "address_sealed) VALUES (2, REPEAT('x', 32), 'particulier', 'x', '', '', '')",
      accounts("admin")));
  std::thread dies([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    last->commit();
  });
  const auto result = import(jeanne());
  dies.join();
  BOOST_TEST(result.members.added == 1u);
  BOOST_TEST(number(kJeanne) == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
