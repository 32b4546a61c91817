// One program falls to an attacker, with its memory: exactly its key files, exactly its database
// account. What of all that is sealed or hashed does it open, search, or make so that others take
// it? The table in docs/security.md, « If one program falls », is what this finds.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "admin/import.h"
#include "admin/member_export.h"
#include "admin/reseal.h"
#include "crypto/password_hash.h"
#include "crypto/seal.h"
#include "crypto/sealed_box.h"
#include "page/derivations.h"
#include "pages.h"
#include "store/grants.h"
#include "store/queries.h"
#include "tests/store/support/town.h"
#include "tests/store/support/whole_ring.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr std::string_view kIdentifier = "nir:2510224037005";
constexpr std::string_view kName = "Bordenave Marie";
constexpr std::string_view kAddress = "Bordenave Marie\n1 chemin du Banc\n40250 MUGRON";
constexpr std::string_view kMobile = "+33639980001";
constexpr HashParameters kCheap{64, 1};
constexpr MessageKey kMessage = 77;

using Columns = std::set<std::string>;
using OneColumn = Query<Params<>, Row<std::string>>;

// As the accounts themselves read it; the server says whether they may.
constexpr OneColumn kIdentifierSealed{"SELECT identifier_sealed FROM members WHERE member = 7",
                                      accounts("admin")};
constexpr OneColumn kNameSealed{"SELECT name_sealed FROM members WHERE member = 7",
                                accounts("admin")};
constexpr OneColumn kAddressSealed{"SELECT address_sealed FROM members WHERE member = 7",
                                   accounts("admin")};
constexpr OneColumn kValueSealed{"SELECT value_sealed FROM contacts WHERE contact = 1",
                                 accounts("admin")};
constexpr OneColumn kMaskSealed{"SELECT mask_sealed FROM contacts WHERE contact = 1",
                                accounts("admin")};
constexpr OneColumn kTypedSealed{"SELECT typed_sealed FROM journeys WHERE member = 7",
                                 accounts("admin")};
constexpr OneColumn kSubject{"SELECT subject FROM members WHERE member = 7", accounts("admin")};
constexpr OneColumn kPassword{"SELECT password FROM members WHERE member = 7", accounts("admin")};
constexpr OneColumn kTemporary{"SELECT temporary_hash FROM members WHERE member = 7",
                               accounts("admin")};
constexpr OneColumn kDestination{"SELECT destination FROM contacts WHERE contact = 1",
                                 accounts("admin")};
constexpr OneColumn kWords{"SELECT words FROM contacts WHERE contact = 1", accounts("admin")};
constexpr OneColumn kContactCode{"SELECT code_hash FROM contacts WHERE contact = 1",
                                 accounts("admin")};
constexpr OneColumn kCode{"SELECT code_hash FROM recoveries WHERE code_wrong = 0",
                          accounts("admin")};
constexpr OneColumn kAnswer{"SELECT answer FROM facts WHERE member = 7", accounts("admin")};

// What this program's credentials folder holds.
Keys only(const Keys& keys, const std::set<std::string>& purposes) {
  std::vector<KeyRing> rings;
  for (const std::string& purpose : purposes) {
    const Secret line = key_line(keys.ring(purpose).current());
    rings.push_back(KeyRing::parse(purpose, "test", line));
  }
  return Keys(std::move(rings));
}

bool says(const std::optional<Secret>& opened, std::string_view plain) {
  return opened && opened->reveal() == plain;
}

struct Asset {
  std::string column;  // "members.name_sealed"
  bool sealed;         // else a keyed hash: not opened, but searched for what it was made of
  const OneColumn* read;
  // Throws KeyError where the program was not given the key.
  std::function<bool(const Keys&, const std::string& stored)> opens;
  std::function<void(const Keys&)> make;
};

struct Fallen : portillon::test::Town {
  Keys keys = whole_ring();
  std::vector<Asset> assets;
  const std::string row = row_of(kMarie);
  const SessionId journey = digest(40);

  Fallen() {
    list_assets();
    const auto x = [](std::string_view bytes) { return "x'" + to_hex(bytes) + "'"; };
    const auto d = [](const Digest& bytes) { return "x'" + to_hex(view(bytes)) + "'"; };
    const KeyRing& identity = keys.ring("identity");
    const SubjectId subject = subject_of(keys, kIdentifier);
    server.execute(
        "UPDATE members SET subject = " + d(subject) + ", password = '" +
        hash_password(keys.ring("pepper"), kCheap, row, Secret::from("Tilleul")) +
        "', temporary_hash = " + d(temporary_hash(keys, kMarie, "ABCD")) +
        ", identifier_sealed = " + x(seal(identity, kSealIdentifier, row, kIdentifier)) +
        ", name_sealed = " + x(seal(identity, kSealName, row, kName)) + ", address_sealed = " +
        x(seal_to(keys.ring("contact_public"), kBoxAddress, row, kAddress)) + " WHERE member = 7");
    server.execute("DELETE FROM contacts");
    server.execute(
        "INSERT INTO contacts (contact, member, type, value_sealed, mask_sealed, destination, "
        "words, message, code_hash) VALUES (1, 7, 'mobile', " +
        x(seal_to(keys.ring("contact_public"), kBoxContact, row, kMobile)) + ", " +
        x(seal(keys.ring("mask"), kSealMask, row, "06 01")) + ", " +
        d(destination_hash(keys, kMobile)) + ", " + x(contact_words(keys, kMarie, kMobile)) +
        ", 77, " + d(contact_code_hash(keys, kMarie, kMessage, "1234")) + ")");
    server.execute("INSERT INTO recoveries (subject, version, wrong_in_a_row, code_hash) VALUES (" +
                   d(subject) + ", 1, 0, " + d(code_hash(keys, subject, journey, "1234")) + ")");
    server.execute("DELETE FROM facts");
    server.execute("INSERT INTO facts (member, kind, answer, dated) VALUES (7, 'vitale', " +
                   d(proof_hash(keys, kMarie, FactKind::vitale, "123")) + ", '2026-01-01')");
    server.execute(
        "INSERT INTO journeys (journey, version, stage, subject, member, kind, first_access, "
        "proven, typed_sealed, started_at, seen_at) VALUES (" +
        d(journey) + ", 1, 'code', " + d(subject) + ", 7, 'particulier', 0, 0, " +
        x(seal(keys.ring("typed"), kSealTyped, to_hex(view(subject)), kIdentifier)) +
        ", UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
  }

  void list_assets() {
    const auto value = [this](std::string column, const OneColumn& read, std::string_view ring,
                              std::string_view purpose, std::string of, std::string_view plain) {
      assets.push_back({std::move(column), true, &read,
                        [=](const Keys& held, const std::string& stored) {
                          return says(open(held.ring(ring), purpose, of, stored), plain);
                        },
                        [=](const Keys& held) { seal(held.ring(ring), purpose, of, plain); }});
    };
    const auto box = [this](std::string column, const OneColumn& read, std::string_view purpose,
                            std::string_view plain) {
      assets.push_back({std::move(column), true, &read,
                        [=, this](const Keys& held, const std::string& stored) {
                          return says(open_box(held.ring("contact_private"), purpose, row, stored),
                                      plain);
                        },
                        [=, this](const Keys& held) {
                          seal_to(held.ring("contact_public"), purpose, row, plain);
                        }});
    };
    const auto hash = [this](std::string column, const OneColumn& read,
                             std::function<Digest(const Keys&)> made) {
      assets.push_back(
          {std::move(column), false, &read,
           [=](const Keys& held, const std::string& stored) { return stored == view(made(held)); },
           [=](const Keys& held) { made(held); }});
    };
    const SubjectId subject = subject_of(keys, kIdentifier);
    value("members.identifier_sealed", kIdentifierSealed, "identity", kSealIdentifier, row,
          kIdentifier);
    value("members.name_sealed", kNameSealed, "identity", kSealName, row, kName);
    box("members.address_sealed", kAddressSealed, kBoxAddress, kAddress);
    box("contacts.value_sealed", kValueSealed, kBoxContact, kMobile);
    value("contacts.mask_sealed", kMaskSealed, "mask", kSealMask, row, "06 01");
    value("journeys.typed_sealed", kTypedSealed, "typed", kSealTyped, to_hex(view(subject)),
          kIdentifier);
    hash("members.subject", kSubject, [](const Keys& k) { return subject_of(k, kIdentifier); });
    assets.push_back({"members.password", false, &kPassword,
                      [this](const Keys& held, const std::string& stored) {
                        return verify_password(held.ring("pepper"), stored, row,
                                               Secret::from("Tilleul"));
                      },
                      [](const Keys& held) { held.ring("pepper"); }});
    hash("members.temporary_hash", kTemporary,
         [](const Keys& k) { return temporary_hash(k, kMarie, "ABCD"); });
    hash("contacts.destination", kDestination,
         [](const Keys& k) { return destination_hash(k, kMobile); });
    assets.push_back({"contacts.words", false, &kWords,
                      [](const Keys& held, const std::string& stored) {
                        return stored == contact_words(held, kMarie, kMobile);
                      },
                      [](const Keys& held) { contact_words(held, kMarie, kMobile); }});
    hash("contacts.code_hash", kContactCode,
         [](const Keys& k) { return contact_code_hash(k, kMarie, kMessage, "1234"); });
    hash("recoveries.code_hash", kCode,
         [subject, this](const Keys& k) { return code_hash(k, subject, journey, "1234"); });
    hash("facts.answer", kAnswer,
         [](const Keys& k) { return proof_hash(k, kMarie, FactKind::vitale, "123"); });
  }

  bool opens(const Asset& asset, Connection& connection, const Keys& held) const {
    try {
      const auto stored = connection.one(*asset.read);
      return stored && asset.opens(held, std::get<0>(*stored));
    } catch (const StorageError&) {
      return false;  // its account may not read the column
    } catch (const KeyError&) {
      return false;  // it was not given the key
    }
  }
  bool makes(const Asset& asset, const std::string& account, const Keys& held) const {
    const std::size_t dot = asset.column.find('.');
    const Uses uses = uses_of_account(account);
    const auto use = uses.find(asset.column.substr(0, dot));
    if (use == uses.end()) return false;
    const std::string column = asset.column.substr(dot + 1);
    if (!use->second.updated.contains(column) && !use->second.inserted.contains(column)) {
      return false;
    }
    try {
      asset.make(held);
      return true;
    } catch (const KeyError&) {
      return false;
    }
  }
};

std::set<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::set<std::string> all;
  for (std::string word; stream >> word;) all.insert(word);
  return all;
}

// Programs by their database account, with the key files that each is given.
std::map<std::string, std::set<std::string>> programs() {
  std::map<std::string, std::set<std::string>> all;
  for (const PageEntry& page : kPages) all[std::string(page.stem)] = words(page.keys);
  std::ifstream unit(PORTILLON_SOURCE "/systemd/portillon-courier.service");
  constexpr std::string_view kGiven = "LoadCredential=";
  for (std::string line; std::getline(unit, line);) {
    if (!line.starts_with(kGiven) || line.find("/keys/") == line.npos) continue;
    all["courier"].insert(line.substr(kGiven.size(), line.find(':') - kGiven.size()));
  }
  all["admin"] = {std::begin(kImportKeys), std::end(kImportKeys)};
  all["keeper"] = {std::begin(kResealKeys), std::end(kResealKeys)};
  all["export"] = {std::begin(kExportKeys), std::end(kExportKeys)};
  return all;
}

std::string cell_of(const Columns& columns) {
  std::string text;
  for (const std::string& column : columns) text += (text.empty() ? "`" : ", `") + column + "`";
  return text.empty() ? "–" : text;
}

// The rows of the table, by program.
std::map<std::string, std::string> documented() {
  std::ifstream file(PORTILLON_SOURCE "/docs/security.md");
  std::map<std::string, std::string> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## If one program falls";
    if (!inside || !line.starts_with("| `")) continue;
    rows[line.substr(3, line.find('`', 3) - 3)] = line;
  }
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loss)

BOOST_FIXTURE_TEST_CASE(whoever_holds_everything_opens_everything, Fallen) {
  Connection root(server.root());
  for (const Asset& asset : assets) BOOST_TEST(opens(asset, root, keys), asset.column);
}

BOOST_FIXTURE_TEST_CASE(one_program_s_keys_and_account_open_what_the_table_says_and_no_more,
                        Fallen) {
  const auto table = documented();
  const auto all = programs();
  BOOST_TEST(table.size() == all.size());
  BOOST_TEST(all.at("courier").size() == 5U);
  for (const auto& [program, purposes] : all) {
    Connection connection(server.account(program));
    const Keys held = only(keys, purposes);
    Columns opened;
    Columns searched;
    Columns made;
    for (const Asset& asset : assets) {
      if (opens(asset, connection, held)) (asset.sealed ? opened : searched).insert(asset.column);
      if (makes(asset, program, held)) made.insert(asset.column);
    }
    const std::string found = "| `" + program + "` | " + cell_of(opened) + " | " +
                              cell_of(searched) + " | " + cell_of(made) + " |";
    const auto said = table.find(program);
    BOOST_TEST((said == table.end() ? "" : said->second) == found);
  }
}

// Of one page's keys, whatever account goes with them: what no other key opens stays shut.
BOOST_FIXTURE_TEST_CASE(the_keys_of_a_page_open_no_address_even_with_the_whole_database, Fallen) {
  Connection root(server.root());
  for (const PageEntry& page : kPages) {
    const Keys held = only(keys, words(page.keys));
    for (const Asset& asset : assets) {
      if (asset.column != "contacts.value_sealed" && asset.column != "members.address_sealed") {
        continue;
      }
      BOOST_TEST(!opens(asset, root, held), page.stem << " " << asset.column);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
