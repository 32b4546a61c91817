#include "admin/feed.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "admin/refusals.h"
#include "tests/support/folder.h"

using namespace portillon;
using Fields = std::vector<std::string>;

namespace {

// In the order of kMemberColumns.
const Fields kGood = {"2 47 03 40 192 031 86",
                      "particulier",
                      "Jeanne Lartigue",
                      "12 route de la Chalosse",
                      "",
                      "",
                      "",
                      "40250",
                      "MUGRON",
                      "jeanne.lartigue@exemple.fr",
                      "06 39 98 10 01",
                      "05 36 49 10 01",
                      "",
                      "80250347011"};

std::size_t place_of(std::string_view column) {
  const auto found = std::ranges::find(kMemberColumns, column);
  BOOST_TEST_REQUIRE((found != kMemberColumns.end()));
  return static_cast<std::size_t>(found - kMemberColumns.begin());
}

Fields with(Fields fields, std::string_view column, std::string value) {
  fields[place_of(column)] = std::move(value);
  return fields;
}

std::string told(const RowProblems& problems) {
  std::string text;
  for (const auto& [field, reason] : problems) text += std::string(field) + " " + reason + "|";
  return text;
}

std::string told_of_member(const Fields& fields) {
  PhoneBlocks phones;
  const auto parsed = parse_member(fields, {}, phones);
  return parsed ? "(taken)" : told(parsed.problem());
}

constexpr std::chrono::sys_days kToday = std::chrono::sys_days(std::chrono::days(20780));

std::string told_of_fact(const Fields& fields) {
  const auto parsed = parse_fact(fields, kToday);
  return parsed ? "(taken)" : told(parsed.problem());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(feed)

BOOST_AUTO_TEST_CASE(a_good_row_becomes_a_member) {
  PhoneBlocks phones;
  const auto parsed = parse_member(kGood, {}, phones);
  BOOST_TEST_REQUIRE(bool(parsed));
  const FeedMember& member = *parsed;
  BOOST_TEST(member.identifier.canonical() == "nir:2470340192031");
  BOOST_TEST((member.kind == Kind::particulier));
  BOOST_TEST(member.name == "Jeanne Lartigue");
  BOOST_TEST(member.address.lines() ==
             (Fields{"Jeanne Lartigue", "12 route de la Chalosse", "40250 MUGRON"}));
  const auto contact = [&](ContactType type) {
    return member.contacts[static_cast<std::size_t>(type)];
  };
  BOOST_TEST(contact(ContactType::email)->canonical == "jeanne.lartigue@exemple.fr");
  BOOST_TEST(contact(ContactType::email)->masked == "j•••@exemple.fr");
  BOOST_TEST(contact(ContactType::mobile)->canonical == "+33639981001");
  BOOST_TEST(contact(ContactType::landline)->canonical == "+33536491001");
  BOOST_TEST(!contact(ContactType::fax));
  BOOST_TEST(member.vitale->digits() == "80250347011");
}

BOOST_AUTO_TEST_CASE(contacts_and_vitale_may_be_missing) {
  Fields fields = kGood;
  for (const auto column : {"email", "mobile", "landline", "fax", "vitale"}) {
    fields = with(fields, column, " ");
  }
  PhoneBlocks phones;
  const auto parsed = parse_member(fields, {}, phones);
  BOOST_TEST_REQUIRE(bool(parsed));
  for (const auto& contact : parsed->contacts) BOOST_TEST(!contact);
  BOOST_TEST(!parsed->vitale);
}

BOOST_AUTO_TEST_CASE(each_bad_field_is_named_with_its_reason) {
  const struct {
    std::string_view column;
    std::string value;
    std::string told;
  } bad[] = {
      {"identifier", "", "identifier is empty|"},
      {"identifier", "247034019203", "identifier has 1 digit too few|"},
      {"identifier", "247034019203187", "identifier does not match its key|"},
      {"identifier", "247134019203186", "identifier is no NIR: its month|"},
      {"identifier", "24703401920X1", "identifier has a character that is no digit|"},
      {"kind", "Particulier", "kind is none of particulier, exploitant, entreprise|"},
      {"kind", "", "kind is none of particulier, exploitant, entreprise|"},
      {"name", " ", "name is empty|"},
      {"name", std::string(39, 'x'), "name is too long for an envelope (38 characters)|"},
      {"line1", std::string(39, 'x'), "line1 is too long for an envelope (38 characters)|"},
      {"line4", std::string(39, 'x'), "line4 is too long for an envelope (38 characters)|"},
      {"town", std::string(39, 'x'), "town is too long for an envelope (38 characters)|"},
      {"town", "", "town is empty|"},
      {"postcode", "4025", "postcode is not 5 digits|"},
      {"email", "jeanne", "email has no @|"},
      {"email", "jeanne@localhost", "email is wrong after the @|"},
      {"mobile", "05 36 49 10 01", "mobile is no mobile number|"},
      {"mobile", "06 39 98", "mobile is no French telephone number|"},
      {"landline", "06 39 98 10 01", "landline is no landline number|"},
      {"fax", "non", "fax is no French telephone number|"},
      {"vitale", "123", "vitale has 5 digits too few|"},
      {"vitale", "8025034701A", "vitale has a character that is no digit|"},
  };
  for (const auto& row : bad) {
    BOOST_TEST_CONTEXT(row.column << " = " << row.value) {
      BOOST_TEST(told_of_member(with(kGood, row.column, row.value)) == row.told);
    }
  }
}

BOOST_AUTO_TEST_CASE(all_bad_fields_of_a_row_are_told_at_once) {
  Fields fields = with(with(kGood, "kind", "x"), "email", "x");
  fields = with(fields, "postcode", "");
  BOOST_TEST(told_of_member(fields) ==
             "kind is none of particulier, exploitant, entreprise|postcode is not 5 digits|"
             "email has no @|");
}

BOOST_AUTO_TEST_CASE(a_siret_that_is_no_company_would_tell_it_from_a_strangers) {
  Fields fields = with(kGood, "identifier", "99900000100019");
  BOOST_TEST(told_of_member(fields) == "kind is not entreprise, but the identifier is a SIRET|");
  BOOST_TEST(told_of_member(with(fields, "kind", "entreprise")) == "(taken)");
}

BOOST_AUTO_TEST_CASE(no_reason_repeats_what_stood_in_the_field) {
  for (const std::string_view column : kMemberColumns) {
    const std::string value = "geheim" + std::string(40, '7');
    const std::string text = told_of_member(with(kGood, column, value));
    BOOST_TEST(text.find("geheim") == std::string::npos);
    BOOST_TEST(text.find("77777") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_good_fact_is_taken) {
  const auto parsed = parse_fact({"247034019203186", "benefit", "1 234,56", "2026-11-23"}, kToday);
  BOOST_TEST_REQUIRE(bool(parsed));
  BOOST_TEST((parsed->kind == FactKind::benefit));
  BOOST_TEST(parsed->amount.cents() == 123456);
  BOOST_TEST((parsed->dated == kToday));
}

BOOST_AUTO_TEST_CASE(each_bad_field_of_a_fact_is_named) {
  const std::string nir = "247034019203186";
  const std::pair<Fields, std::string> bad[] = {
      {{"1", "benefit", "1,00", "2026-01-31"}, "identifier has 12 digits too few|"},
      {{nir, "vitale", "1,00", "2026-01-31"}, "kind is none of benefit, contribution, payroll|"},
      {{nir, "", "1,00", "2026-01-31"}, "kind is none of benefit, contribution, payroll|"},
      {{nir, "benefit", "", "2026-01-31"}, "amount is empty|"},
      {{nir, "benefit", "1.234", "2026-01-31"}, "amount could be thousands or decimals|"},
      {{nir, "benefit", "-1,00", "2026-01-31"}, "amount is negative|"},
      {{nir, "benefit", "0", "2026-01-31"}, "amount is zero|"},
      {{nir, "benefit", "1,00", "31/01/2026"}, "date is no day written as 2026-01-31|"},
      {{nir, "benefit", "1,00", "2026-02-29"}, "date is no day written as 2026-01-31|"},
      {{nir, "benefit", "1,00", "2026-1-031"}, "date is no day written as 2026-01-31|"},
      {{nir, "benefit", "1,00", "2026-11-24"}, "date is in the future|"},
  };
  for (const auto& [fields, text] : bad) BOOST_TEST(told_of_fact(fields) == text);
}

BOOST_AUTO_TEST_CASE(the_screen_shows_the_first_refusals_and_the_report_all) {
  const test::Folder folder;
  const std::string report = folder / "report.csv";
  std::ostringstream screen;
  {
    Refusals refusals(report, screen);
    for (std::size_t line = 2; line < 27; ++line) {
      refusals.add("m.csv", line, {{"email", "has no @"}, {"", "is; long"}});
    }
    refusals.close();
    BOOST_TEST(refusals.count() == 25u);
  }
  BOOST_TEST(screen.str().starts_with("m.csv:2: email has no @\nm.csv:2: is; long\n"));
  BOOST_TEST(screen.str().ends_with("m.csv:21: is; long\nand 5 more rows, see " + report + "\n"));
  const std::string text = test::read(report);
  BOOST_TEST(
      text.starts_with("file;line;field;reason\nm.csv;2;email;has no @\nm.csv;2;;\"is; long\"\n"));
  BOOST_TEST(std::ranges::count(text, '\n') == 51);
  BOOST_TEST((std::filesystem::status(report).permissions() ==
              (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)));
}

BOOST_AUTO_TEST_CASE(of_a_row_that_removes_nothing_but_the_identifier_is_looked_at) {
  Fields row(kMemberColumns.size() + kOptionalMemberColumns.size());
  row.front() = "2 47 03 40 192 031";
  row.back() = " remove ";
  BOOST_TEST((*parse_action(row) == FeedAction::remove));
  BOOST_TEST(parse_leaver(row)->canonical() == "nir:2470340192031");
  row.front() = "247134019203186";
  BOOST_TEST(told(parse_leaver(row).problem()) == "identifier is no NIR: its month|");
  BOOST_TEST(!identifier_of(row).has_value());
  row.back() = "";
  BOOST_TEST((*parse_action(row) == FeedAction::keep));
  row.back() = "delete";
  BOOST_TEST(told(parse_action(row).problem()) == "action is neither empty nor remove|");
}

BOOST_AUTO_TEST_SUITE_END()
