#include "tests/support/town.h"

#include <array>
#include <stdexcept>

#include "crypto/seal.h"
#include "crypto/sealed_box.h"
#include "domain/amount.h"
#include "domain/email.h"
#include "domain/identifier.h"
#include "domain/phone.h"
#include "page/derivations.h"
#include "parts/decoy.h"

namespace portillon::test {
namespace {

// 2 November 2026, 10:02 in Paris.
constexpr Time kMorning = std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + 9h + 2min;

Keys every_ring() {
  SeededRandom random(1);
  std::vector<KeyRing> rings;
  for (const std::string_view purpose : kKeyPurposes) {
    if (purpose.starts_with("contact_p")) continue;
    rings.push_back(KeyRing::parse(purpose, "test", generate_key_line(random, 1)));
  }
  KeyPairLines pair = generate_key_pair_lines(random, 1);
  rings.push_back(
      KeyRing::parse("contact_public", "test", Secret::from(std::move(pair.public_line))));
  rings.push_back(KeyRing::parse("contact_private", "test", pair.private_line));
  return Keys(std::move(rings));
}

Settings town_settings() {
  Settings settings;
  settings.caisse.name = "MSA Sud Aquitaine";
  settings.caisse.phone = "03 20 90 05 00";
  settings.caisse.hours = "du lundi au vendredi, 8 h 30 – 12 h 15 et 13 h 30 – 16 h 30";
  settings.caisse.mail = "assistanceinternet.blf@sudaquitaine.msa.fr";
  settings.caisse.address = {"MSA Sud Aquitaine", "1 place Marguerite Laborde", "64000 PAU"};
  settings.caisse.password_words = {"aquitaine"};
  settings.site.origin = "https://portillon.exemple.fr";
  return settings;
}

}  // namespace

Fields fields(FieldList list) {
  return Fields(std::map<std::string, std::string, std::less<>>(list.begin(), list.end()));
}

std::string wrong_code(std::string_view code) {
  std::string wrong = code.empty() ? "1234" : std::string(code);
  wrong.back() = wrong.back() == '9' ? '0' : static_cast<char>(wrong.back() + 1);
  return wrong;
}

Town::Town() : settings(town_settings()), keys(every_ring()), now(kMorning) {
  setenv("TZ", settings.site.timezone.c_str(), 1);
  tzset();
  const std::string mobile = "+33639980001";
  marie = add({.identifier = "2510224037005",
               .password = "Tilleul-12 du pré",
               .vitale = "1234567890",
               .amount = "123,45",
               .old_amount = "99,90",
               .email = "marie@exemple.fr",
               .mobile = mobile});
  paul = add({.identifier = "1850760057018",
              .first_access = true,
              .vitale = "9876543210",
              .amount = "512,30",
              .old_amount = "77,00",
              .email = "paul@exemple.fr",
              .mobile = "+33639980002",
              .contacts_confirmed = false});
  jeanne = add({.identifier = "2380364102011", .password = "Noisette+7 rue haute"});
  odette = add({.identifier = "2310564102012",
                .first_access = true,
                .vitale = "1111222233",
                .contacts_confirmed = false});
  lucien = add({.identifier = "1620440192003",
                .kind = Kind::exploitant,
                .password = "Tracteur?48 bleu",
                .amount = "1 234,56",
                .email = "lucien@exemple.fr"});
  solange = add({.identifier = "2700940192004",
                 .kind = Kind::exploitant,
                 .first_access = true,
                 .amount = "870,00",
                 .old_amount = "870,01",
                 .mobile = "+33639980003",
                 .contacts_confirmed = false});
  jardins = add({.identifier = "73282932000074",
                 .kind = Kind::entreprise,
                 .password = "Serre*2026 nord",
                 .amount = "4 321,00",
                 .email = "contact@jardins.exemple.fr",
                 .old_hash = true});
  verger = add({.identifier = "40483304800022",
                .kind = Kind::entreprise,
                .first_access = true,
                .amount = "2 000,01",
                .email = "paie@verger.exemple.fr",
                .mobile = "+33639980004",
                .contacts_confirmed = false});
  hortense = add({.identifier = "2661264445009",
                  .kind = Kind::entreprise,
                  .first_access = true,
                  .amount = "158,20",
                  .email = "hortense@exemple.fr",
                  .contacts_confirmed = false});
  huguette = add({.identifier = "2490164102013",
                  .password = "Hirondelle$3 toits",
                  .mobile = mobile,
                  .contacts_confirmed = false});
}

Person Town::add(Person person) {
  const auto identifier = parse_identifier(person.identifier);
  if (!identifier) throw std::logic_error("no identifier: " + person.identifier);
  person.subject = subject_of(keys, identifier->canonical());
  person.member = records.tables.members.size() + 1;
  MemberRow row;
  row.id = person.member;
  row.subject = person.subject;
  row.kind = person.kind;
  row.public_id = to_hex(random_bytes(random, 16));
  row.contacts_confirmed = person.contacts_confirmed;
  if (!person.first_access) {
    row.password = person.old_hash ? FakeHasher::stored_long_ago(row.id, person.password)
                                   : FakeHasher::stored(row.id, person.password);
  }
  const KeyRing& ring = keys.ring("identity");
  row.identity.identifier_sealed =
      seal(ring, kSealIdentifier, row_of(row.id), identifier->digits());
  row.identity.name_sealed = seal(ring, kSealName, row_of(row.id), "Bordenave Marie-Claire");
  records.tables.members[row.id] = row;
  if (!person.email.empty()) {
    const auto email = Email::parse(person.email);
    add_contact(row.id, ContactType::email, email->address(), email->masked());
  }
  if (!person.mobile.empty()) {
    const auto phone = Phone::parse(person.mobile, PhoneUse::mobile);
    add_contact(row.id, ContactType::mobile, phone->e164(), phone->masked());
  }
  add_facts(person);
  return person;
}

void Town::add_contact(MemberId member, ContactType type, const std::string& value,
                       const std::string& masked) {
  ContactRow row;
  row.member = member;
  row.contact.id = ++records.tables.last_id;
  row.contact.version = 1;
  row.contact.type = type;
  row.contact.mask_sealed = seal(keys.ring("mask"), kSealMask, row_of(member), masked);
  row.contact.destination = destination_hash(keys, value);
  row.words = contact_words(keys, member, value);
  row.value_sealed = seal_to(keys.ring("contact_public"), kBoxContact, row_of(member), value);
  row.current_since = now - 365 * 24h;
  records.tables.contacts[row.contact.id] = row;
}

void Town::add_facts(const Person& person) {
  constexpr std::array kinds = {FactKind::benefit, FactKind::contribution, FactKind::payroll};
  const FactKind kind = kinds.at(static_cast<std::size_t>(person.kind));
  const auto window = kind == FactKind::benefit ? settings.limits.benefit_window
                                                : settings.limits.contribution_window;
  const auto add = [&](FactKind fact, const std::string& answer, Time date) {
    records.tables.facts.push_back(
        {person.member, fact, proof_hash(keys, person.member, fact, answer), date});
  };
  const auto cents = [](const std::string& amount) {
    return std::to_string(Amount::parse(amount)->cents());
  };
  if (!person.vitale.empty()) add(FactKind::vitale, person.vitale, now - 5 * 365 * 24h);
  if (!person.amount.empty()) add(kind, cents(person.amount), now - window + 24h);
  if (!person.old_amount.empty()) add(kind, cents(person.old_amount), now - window - 24h);
}

Person Town::stranger(Kind kind, bool first_access) {
  const bool company = kind == Kind::entreprise;
  for (unsigned n = 100; n < 900; ++n) {
    Person person;
    person.identifier = "1920164" + std::to_string(100 + n % 7) + std::to_string(n);
    if (company) {  // La Poste's establishments are many: enough of them satisfy Luhn
      person.identifier = "3560000" + std::to_string(1000000 + n * 7).substr(0, 7);
    }
    const auto identifier = parse_identifier(person.identifier);
    if (!identifier) continue;
    person.subject = subject_of(keys, identifier->canonical());
    if (records.entry(person.subject)) continue;
    const Entry decoy = decoy_entry(keys, records.mix(), *identifier);
    if (decoy.kind != kind || decoy.first_access != first_access) continue;
    person.kind = kind;
    person.first_access = first_access;
    return person;
  }
  throw std::logic_error("no such stranger");
}

World Town::world() { return {now, settings, keys, records, hasher, random, &breached, node}; }

}  // namespace portillon::test
