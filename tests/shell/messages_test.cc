#include "shell/messages.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "message_ids.h"
#include "shell/fakes.h"
#include "shell/render.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

std::string real_texts() {
  std::ifstream in(test::kRealPages / "messages.toml");
  return {std::istreambuf_iterator<char>(in), {}};
}

// The real texts with some more, so that none of those that code uses is missing.
Messages with(std::string_view more) {
  const test::Folder folder;
  folder.put("messages.toml", real_texts() + std::string(more));
  return Messages::load(folder / "messages.toml");
}

std::string refusal(const std::string& text) {
  const test::Folder folder;
  folder.put("messages.toml", text);
  try {
    Messages::load(folder / "messages.toml");
  } catch (const StartError& error) {
    return error.what();
  }
  return "accepted";
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

BOOST_AUTO_TEST_SUITE(messages)

BOOST_AUTO_TEST_CASE(placeholders_are_replaced_once) {
  const Messages messages = with("t = \"{a} et {b}, {a} !\"\n");
  BOOST_TEST(messages.text({MessageId{"t"}, {{"a", "{b}"}, {"b", "x"}}}) == "{b} et x, {b}\u00a0!");
}

BOOST_AUTO_TEST_CASE(french_counts_nought_and_one_as_one) {
  const Messages messages = with("t_one = \"{count} chiffre\"\nt_other = \"{count} chiffres\"\n");
  const auto counted = [&](const char* count) {
    return messages.text({MessageId{"t"}, {{"count", count}}});
  };
  BOOST_TEST(counted("0") == "0 chiffre");
  BOOST_TEST(counted("1") == "1 chiffre");
  BOOST_TEST(counted("2") == "2 chiffres");
  BOOST_TEST(counted("11") == "11 chiffres");
}

BOOST_AUTO_TEST_CASE(without_a_count_the_first_value_decides) {
  const Messages messages = with("t_one = \"{n} {x}\"\nt_other = \"{n} {x}s\"\n");
  BOOST_TEST(messages.text({MessageId{"t"}, {{"n", "2"}, {"x", "jour"}}}) == "2 jours");
  BOOST_CHECK_THROW(messages.text({MessageId{"t"}, {{"x", "jour"}}}), RenderError);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_there_or_not_complete_breaks_the_rendering) {
  const Messages messages = with("t = \"{a}\"\n");
  BOOST_CHECK_THROW(messages.text(MessageId{"nothing"}), RenderError);
  BOOST_CHECK_THROW(messages.text(MessageId{"t"}), RenderError);
}

BOOST_AUTO_TEST_CASE(every_text_that_code_uses_is_there_at_start) {
  std::string texts = real_texts();
  const std::size_t line = texts.find("heading_stale");
  texts.erase(line, texts.find('\n', line) - line);
  BOOST_TEST(holds(refusal(texts), "messages.toml: heading_stale: this text is missing"));
}

BOOST_AUTO_TEST_CASE(a_translation_has_no_text_that_no_page_asks_for) {
  const test::Folder folder;
  const auto load = [&](const std::string& more) -> std::string {
    folder.put("messages.toml", real_texts() + more);
    try {
      Messages::load(folder / "messages.toml", *Language::parse("en"));
    } catch (const StartError& error) {
      return error.what();
    }
    return "accepted";
  };
  BOOST_TEST(load("") == "accepted");
  BOOST_TEST(holds(load("t = \"x\"\n"), "messages.toml: t: no page asks for this text"));
  BOOST_TEST(holds(load("code_wrong_few = \"x\"\n"), "code_wrong_few: no page asks for this text"));
}

BOOST_AUTO_TEST_CASE(one_of_a_pair_is_not_enough) {
  std::string texts = real_texts();
  const std::size_t line = texts.find("shell_summary_other");
  texts.erase(line, texts.find('\n', line) - line);
  BOOST_TEST(holds(refusal(texts), "shell_summary: this text is missing"));
}

BOOST_AUTO_TEST_CASE(a_time_is_written_as_the_language_writes_it) {
  using namespace std::chrono_literals;
  setenv("TZ", "Europe/Paris", 1);
  tzset();
  const Time summer = std::chrono::sys_days(2026y / 8 / 1) + 7h + 5min + 59s;
  const Messages messages = with("t = \"avant {when}\"\n");
  BOOST_TEST(messages.text(clock_of(summer)) == "9\u00a0h\u00a005");
  BOOST_TEST(messages.text(date_of(summer)) == "1er\u00a0août 2026");
  BOOST_TEST(messages.text(date_and_clock_of(summer + 24h)) == "2\u00a0août à 9\u00a0h\u00a005");
  BOOST_TEST(messages.text({MessageId{"t"}, {{"when", clock_of(summer)}}}) ==
             "avant 9\u00a0h\u00a005");
}

BOOST_AUTO_TEST_CASE(english_counts_the_hours_to_twelve) {
  using namespace std::chrono;
  setenv("TZ", "Europe/Paris", 1);
  tzset();
  const Messages english =
      Messages::load(test::kRealPages / "en" / "messages.toml", *Language::parse("en"));
  const sys_days day = 2026y / 11 / 26;
  BOOST_TEST(english.text(clock_of(day + 18h + 52min)) == "7:52\u00a0pm");
  BOOST_TEST(english.text(clock_of(day + 8h + 5min)) == "9:05\u00a0am");
  BOOST_TEST(english.text(clock_of(day + 11h)) == "12:00\u00a0pm");
  BOOST_TEST(english.text(clock_of(day + 23h + 5min)) == "12:05\u00a0am");
  BOOST_TEST(english.text(date_and_clock_of(day + 18h)) == "26\u00a0November at 7:00\u00a0pm");
  BOOST_TEST(english.text(date_of(sys_days(2026y / 12 / 1))) == "1\u00a0December 2026");
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_named_with_its_line) {
  BOOST_TEST(holds(refusal("a = \"x\"\nb = x\n"), "messages.toml:2: "));
  BOOST_TEST(holds(refusal("a = 1\n"), "a: is not a text"));
  BOOST_TEST(holds(refusal("a = \"x\"\na = \"y\"\n"), "messages.toml:2: "));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_named) {
  try {
    Messages::load("/nowhere/messages.toml");
    BOOST_ERROR("accepted");
  } catch (const StartError& error) {
    BOOST_TEST(error.what() == std::string("/nowhere/messages.toml: cannot be read"));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
