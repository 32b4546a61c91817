#include "admin/import.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "admin/key_files.h"
#include "crypto/seal.h"
#include "page/derivations.h"
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

  ImportResult import(const std::string& members, const std::string& facts = {},
                      bool dry_run = false) {
    ImportOrder order;
    if (!members.empty()) order.members = folder.put("m.csv", std::string(kHeader) + members);
    if (!facts.empty()) order.facts = folder.put("f.csv", std::string(kFactHeader) + facts);
    order.report = folder / "report.csv";
    order.dry_run = dry_run;
    Connection admin(server.account("admin"));
    return import_feed(order, admin, keys, random, limits, screen);
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

BOOST_AUTO_TEST_SUITE_END()
