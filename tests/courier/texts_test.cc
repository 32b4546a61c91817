#include "courier/texts.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "courier/gsm7.h"
#include "courier/reference.h"
#include "shell/start_error.h"
#include "tests/courier/support/post_office.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr MessageKind kKinds[] = {MessageKind::code,
                                  MessageKind::temporary,
                                  MessageKind::verification,
                                  MessageKind::password_changed,
                                  MessageKind::contact_changed,
                                  MessageKind::first_access,
                                  MessageKind::recovery_tried,
                                  MessageKind::canary};

std::string rendered(const Texts& texts, MessageKind kind, Channel channel,
                     const Filling& filling) {
  const Rendered message = texts.render(kind, channel, filling);
  return std::string(message.text.reveal());
}

constexpr Language kEnglish = *Language::parse("en");
constexpr Language kPolish = *Language::parse("pl");

std::string last_line(const std::string& text) { return text.substr(text.rfind('\n') + 1); }

// The folder of texts, with one file changed.
class ChangedTexts {
 public:
  ChangedTexts(const std::string& file, const std::string& content) {
    std::filesystem::remove_all(folder);
    std::filesystem::copy(PORTILLON_SOURCE "/pages", folder,
                          std::filesystem::copy_options::recursive);
    std::ofstream(folder / "texts" / file) << content;
  }
  ~ChangedTexts() { std::filesystem::remove_all(folder); }
  std::filesystem::path folder = PORTILLON_BUILD "/changed_texts";
};

std::string refusal(const std::string& file, const std::string& content) {
  const ChangedTexts changed(file, content);
  const Settings settings = sample_settings();
  try {
    Texts::load(changed.folder, settings);
  } catch (const StartError& error) {
    return error.what();
  }
  return "";
}

bool ends_with(const std::string& text, std::string_view end) { return text.ends_with(end); }

}  // namespace

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(every_sms_at_its_longest_is_one_gsm7_part) {
  PostOffice office;
  office.settings.limits.code_digits = 8;
  office.settings.caisse.phone = "+262 (0)2 62 90 05 00";
  for (const Language language : office.texts.languages()) {
    for (const MessageKind kind : kKinds) {
      const Filling longest = longest_filling(kind, office.settings.limits, language);
      const auto septets = gsm7_septets(rendered(office.texts, kind, Channel::sms, longest));
      BOOST_REQUIRE(septets);
      BOOST_TEST_MESSAGE(language.tag() << " " << name_of(kind) << ": " << *septets << " septets");
      BOOST_CHECK_LE(*septets, kSmsSeptets);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_moment_of_a_year_leaves_the_alphabet_or_the_part) {
  PostOffice office;
  const Time begin = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  for (const Language language : office.texts.languages()) {
    for (const MessageKind kind : kKinds) {
      Filling filling = longest_filling(kind, office.settings.limits, language);
      for (int hour = 0; hour < 366 * 24; hour += 11) {
        filling.until = filling.when = begin + std::chrono::hours(hour);
        const auto septets = gsm7_septets(rendered(office.texts, kind, Channel::sms, filling));
        BOOST_REQUIRE_LE(septets.value_or(999), kSmsSeptets);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_code_by_sms_ends_with_its_origin_bound_line) {
  PostOffice office;
  for (const Language language : office.texts.languages()) {
    const Filling filling{"0417", office.dispatch.clock, {}, "K7C-4QT", language};
    for (const MessageKind kind : {MessageKind::code, MessageKind::verification}) {
      const std::string text = rendered(office.texts, kind, Channel::sms, filling);
      BOOST_CHECK_EQUAL(last_line(text), "@monespaceprive.sudaquitaine.msa.fr #0417");
      BOOST_CHECK(text.find("0417") < text.find('@'));
      const std::string_view clock = language == kEnglish ? "10:00 am" : "10 h 00";
      BOOST_CHECK(text.find(clock) != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_temporary_password_stands_alone_after_its_colon_and_beside_no_code_line) {
  PostOffice office;
  const Filling filling{"Ad4+EhR7m?Xt", office.dispatch.clock, {}, "K7C-4QT"};
  for (const Channel channel : {Channel::sms, Channel::email}) {
    const std::string text = rendered(office.texts, MessageKind::temporary, channel, filling);
    BOOST_CHECK(text.find("temporaire : Ad4+EhR7m?Xt\n") != std::string::npos);
    BOOST_CHECK(text.find('#') == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(no_subject_tells_a_secret_and_no_sms_carries_a_link) {
  PostOffice office;
  for (const Language language : office.texts.languages()) {
    for (const MessageKind kind : kKinds) {
      const Filling filling = longest_filling(kind, office.settings.limits, language);
      const Rendered mail = office.texts.render(kind, Channel::email, filling);
      BOOST_CHECK(!mail.subject.empty() && ends_with(mail.subject, " – MSA Sud Aquitaine"));
      BOOST_CHECK_EQUAL(mail.subject.find('\n'), std::string::npos);
      if (!filling.secret.empty()) {
        BOOST_CHECK_EQUAL(mail.subject.find(filling.secret), std::string::npos);
        BOOST_CHECK_NE(mail.text.reveal().find(filling.secret), std::string_view::npos);
      }
      const std::string sms = rendered(office.texts, kind, Channel::sms, filling);
      BOOST_CHECK_EQUAL(sms.find("http"), std::string::npos);
      BOOST_CHECK_NE(sms.find(kWidestReference), std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_mistake_in_a_text_is_found_at_start_and_named) {
  const std::pair<std::string, std::string> kMistakes[] = {
      {"code.sms.txt", "Code {code} pour {name}"},
      {"code.sms.txt", "Code {code"},
      {"code.sms.txt", "Votre code arrive. {reference}"},
      {"code.sms.txt", "{code} {temporary}"},
      {"code.sms.txt", "{code} " + std::string(160, 'x')},
      {"temporary.email.txt", "Sans objet {temporary}"},
      {"temporary.email.txt", "Objet {temporary}\n\n{temporary}"},
      {"password_changed.sms.txt", "{code}"},
      {"code.sms.txt", "Code {code}\n@{host} #{code} "},
      {"code.sms.txt", "Code {code} @{host} #{code}"},
      {"verification.sms.txt", "@{host} #{code}\nRéf. {reference} {code}"},
      {"first_access.sms.txt", "Voyez https://exemple.fr"},
      {"first_access.sms.txt", "Voyez {not_me}"},
      {"recovery_tried.sms.txt", "Voyez www.exemple.fr"},
      {"../en/texts/code.sms.txt", "Code {code} for {name}\n@{host} #{code}"},
      {"../en/texts/verification.sms.txt", "{code} " + std::string(120, 'x') + "\n@{host} #{code}"},
  };
  for (const auto& [file, content] : kMistakes) {
    const std::string said = refusal(file, content);
    const std::string name = file.substr(file.rfind('/') + 1);
    BOOST_CHECK_MESSAGE(said.find(name) != std::string::npos, content << " -> " << said);
  }
  BOOST_CHECK_EQUAL(refusal("code.sms.txt", "; note\nCode {code}\n@{host} #{code}"), "");
}

BOOST_AUTO_TEST_CASE(a_host_too_long_for_one_part_is_found_at_start) {
  Settings settings = sample_settings();
  settings.site.origin = "https://" + std::string(60, 'a') + ".exemple.fr";
  BOOST_CHECK_THROW(Texts::load(PORTILLON_SOURCE "/pages", settings), StartError);
}

// What a caisse may write, at its longest: eight digits, a telephone number overseas, the widest
// reference and moment, a host that leaves not one septet.
BOOST_AUTO_TEST_CASE(the_longest_host_that_fits_is_taken_and_one_more_letter_is_named_at_start) {
  Settings settings = sample_settings();
  settings.caisse.phone = "+262 (0)2 62 90 05 00";
  const auto refused = [&](std::size_t letters) -> std::string {
    settings.site.origin = "https://" + std::string(letters, 'a') + ".fr";
    try {
      Texts::load(PORTILLON_SOURCE "/pages", settings);
    } catch (const StartError& error) {
      return error.what();
    }
    return "";
  };
  const auto longest_host = [&] {
    std::size_t letters = 20;
    while (letters < 100 && refused(letters + 1).empty()) ++letters;
    return letters;
  };
  BOOST_CHECK_EQUAL(longest_host() + 3, 45U);  // "monespaceprive.mayenne-orne-sarthe.msa.fr": 41
  settings.limits.code_digits = 8;
  const std::size_t letters = longest_host();
  BOOST_CHECK_EQUAL(letters + 3, 37U);
  const std::string said = refused(letters + 1);
  BOOST_CHECK_NE(said.find("verification.sms.txt: is over 160 septets"), std::string::npos);
  BOOST_CHECK_NE(said.find("(161)"), std::string::npos);
  BOOST_CHECK_NE(said.find("host and telephone number of the configuration"), std::string::npos);

  settings.site.origin = "https://" + std::string(letters, 'a') + ".fr";
  const Texts texts = Texts::load(PORTILLON_SOURCE "/pages", settings);
  for (const MessageKind kind : {MessageKind::code, MessageKind::verification}) {
    const std::string text =
        rendered(texts, kind, Channel::sms, longest_filling(kind, settings.limits));
    BOOST_CHECK_EQUAL(last_line(text), "@" + std::string(letters, 'a') + ".fr #00000000");
    BOOST_CHECK_LE(gsm7_septets(text).value(), kSmsSeptets);
  }
}

BOOST_AUTO_TEST_CASE(what_is_sent_has_the_words_dates_and_hours_of_its_language) {
  PostOffice office;
  office.settings.caisse.in_other_languages[kEnglish] = {"Monday to Friday, 8:30 am to 4:30 pm",
                                                         {}};
  const Texts texts = Texts::load(PORTILLON_SOURCE "/pages", office.settings);
  Filling filling{{}, {}, office.dispatch.clock, "K7C-4QT", kEnglish};
  const Rendered mail = texts.render(MessageKind::password_changed, Channel::email, filling);
  BOOST_CHECK_EQUAL(mail.subject, "Your password was changed – MSA Sud Aquitaine");
  const std::string text(mail.text.reveal());
  BOOST_CHECK_NE(text.find(", Monday to Friday, 8:30 am to 4:30 pm,"), std::string::npos);
  BOOST_CHECK_NE(text.find("\u00a0am."), std::string::npos);
  BOOST_CHECK_EQUAL(texts.letter(MessageKind::frozen, kEnglish).subject,
                    "Access to Mon espace privé is blocked");
  filling.language = {};
  const std::string french =
      rendered(texts, MessageKind::password_changed, Channel::email, filling);
  BOOST_CHECK_NE(french.find(office.settings.caisse.hours), std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_language_that_is_not_there_goes_in_french) {
  PostOffice office;
  const Filling filling{"0417", office.dispatch.clock, {}, "K7C-4QT", kPolish};
  const std::string text = rendered(office.texts, MessageKind::code, Channel::sms, filling);
  BOOST_CHECK(text.starts_with("MSA : votre code est 0417"));
  BOOST_CHECK(office.texts.spoken(kPolish) == Language{});
  BOOST_CHECK(office.texts.spoken(kEnglish) == kEnglish);
}

BOOST_AUTO_TEST_CASE(a_language_that_lacks_one_file_is_left_out_whole_and_the_file_named) {
  const Settings settings = sample_settings();
  for (const std::string file : {"messages.toml", "texts/code.sms.txt", "letters/frozen.txt"}) {
    const ChangedTexts changed("code.sms.txt", "Code {code}\n@{host} #{code}");
    std::filesystem::remove(changed.folder / "en" / file);
    const Texts texts = Texts::load(changed.folder, settings);
    BOOST_REQUIRE_EQUAL(texts.left_out().size(), 1U);
    BOOST_CHECK(ends_with(texts.left_out().front(), "/en/" + file));
    BOOST_CHECK(texts.spoken(kEnglish) == Language{});
  }
  BOOST_CHECK(Texts::load(PORTILLON_SOURCE "/pages", settings).left_out().empty());
}

// A thief who walks in a language that the member does not read must not be warned of alone.
BOOST_AUTO_TEST_CASE(whatever_goes_in_another_language_has_its_line_of_french) {
  const std::pair<std::string, std::string> kWithout[] = {
      {"texts/password_changed.email.txt", "Subject\n\nHello\n"},
      {"texts/code.email.txt", "Subject\n\nYour code: {code}\n"},
      {"texts/first_access.sms.txt", "Not you? Call {phone}."},
      {"letters/temporary_password.txt",
       "[subject]\nS\n[contact]\nC\n[reference]\nR\n[before]\nB\n[box]\nP\n"},
      {"letters/frozen.txt", "[subject]\nS\n[contact]\nC\n[reference]\nR\n[before]\nB\n"}};
  for (const auto& [file, content] : kWithout) {
    const std::string said = refusal("../en/" + file, content);
    BOOST_CHECK_MESSAGE(said.find("for who reads French") != std::string::npos,
                        file << ": " << said);
    BOOST_CHECK_NE(said.find(file), std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(no_sms_names_anybody) {
  PostOffice office;
  for (const MessageKind kind : kKinds) {
    for (const std::string folder : {"", "en/"}) {
      const std::string file =
          PORTILLON_SOURCE "/pages/" + folder + "texts/" + std::string(name_of(kind)) + ".sms.txt";
      std::ifstream in(file);
      const std::string pattern{std::istreambuf_iterator<char>(in), {}};
      for (std::size_t at = pattern.find('{'); at != std::string::npos;
           at = pattern.find('{', at + 1)) {
        const std::string slot = pattern.substr(at, pattern.find('}', at) - at + 1);
        const bool known = slot == "{code}" || slot == "{temporary}" || slot == "{until}" ||
                           slot == "{when}" || slot == "{reference}" || slot == "{phone}" ||
                           slot == "{host}";
        BOOST_CHECK_MESSAGE(known, file << ": " << slot);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
