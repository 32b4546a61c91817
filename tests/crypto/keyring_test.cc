#include "crypto/keyring.h"

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <functional>

#include "crypto/primitives.h"
#include "rings.h"

using namespace portillon;
using test::line;
using test::ring_of;

namespace {

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const KeyError& error) {
    return error.what();
  }
  return "(no error)";
}

std::string parse_error(const std::string& text) {
  return error_of(
      [&] { KeyRing::parse("visit", "/run/keys/visit", Secret::from(std::string(text))); });
}

// A credentials folder that is removed with the test.
struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "portillon-keys-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(crypto_keyring)

BOOST_AUTO_TEST_CASE(the_first_line_is_the_current_key_and_the_others_are_found) {
  const KeyRing ring = ring_of(line(7, 'g') + line(255, 'z') + line(1, 'a'));
  BOOST_TEST(ring.current().id == 7);
  BOOST_TEST(ring.current().bytes.reveal() == std::string(32, 'g'));
  BOOST_TEST(ring.find(1)->bytes.reveal() == std::string(32, 'a'));
  BOOST_TEST(ring.find(255)->bytes.reveal() == std::string(32, 'z'));
  BOOST_TEST(ring.find(2) == nullptr);
  BOOST_TEST(ring.all().size() == 3U);
  BOOST_TEST(ring.purpose() == "visit");
}

BOOST_AUTO_TEST_CASE(a_file_without_final_line_end_is_read) {
  std::string text = line(1, 'a');
  text.pop_back();
  BOOST_TEST(ring_of(text).current().id == 1);
}

BOOST_AUTO_TEST_CASE(a_bad_line_is_named_by_file_and_number_but_never_shown) {
  const std::string good = line(1, 'a');
  const std::string key = to_base64url(std::string(32, 'k'));
  const std::vector<std::string> bad_lines = {"0:" + key,
                                              "256:" + key,
                                              "02:" + key,
                                              "-2:" + key,
                                              "+2:" + key,
                                              " 2:" + key,
                                              "2 :" + key,
                                              ":" + key,
                                              key,
                                              "2:" + key + "=",
                                              "2:" + key + "\r",
                                              "2:" + key.substr(1),
                                              "2:" + key + "AA",
                                              "2:",
                                              "2",
                                              "x:" + key,
                                              "2: " + key,
                                              "2:" + key + " # new",
                                              ""};
  for (const std::string& bad : bad_lines) {
    const std::string error = parse_error(good + bad + "\n" + line(9, 'z'));
    BOOST_TEST(error.starts_with("/run/keys/visit, line 2: "), bad << " gave " << error);
    BOOST_TEST(error.find(key.substr(1, 20)) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(an_id_that_comes_twice_is_refused) {
  BOOST_TEST(parse_error(line(3, 'a') + line(4, 'b') + line(3, 'c')) ==
             "/run/keys/visit, line 3: this id came before");
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_refused) {
  BOOST_TEST(parse_error("") == "/run/keys/visit: no key");
}

BOOST_AUTO_TEST_CASE(a_program_has_the_rings_it_was_given_and_no_others) {
  const Folder folder;
  folder.write("visit", line(1, 'v'));
  folder.write("pepper", line(2, 'p'));
  folder.write("code", line(3, 'c'));
  const std::vector<std::string_view> purposes = {"visit", "pepper"};
  const Keys keys = Keys::load(folder.path, purposes);
  BOOST_TEST(keys.ring("visit").current().id == 1);
  BOOST_TEST(keys.ring("pepper").current().id == 2);
  BOOST_TEST(error_of([&] { keys.ring("code"); }).ends_with(" code"));
  BOOST_TEST(error_of([&] { Keys().ring("visit"); }).ends_with(" visit"));
}

BOOST_AUTO_TEST_CASE(a_missing_unreadable_or_huge_file_is_named) {
  const Folder folder;
  const std::vector<std::string_view> purposes = {"index"};
  const std::string file = (folder.path / "index").string();
  const auto load = [&] { return error_of([&] { Keys::load(folder.path, purposes); }); };
  BOOST_TEST(load().starts_with(file + ": "));
  folder.write("index", std::string(64 * 1024 + 1, 'x'));
  BOOST_TEST(load() == file + ": cannot be read as a key file");
  folder.write("index", "");
  BOOST_TEST(load() == file + ": no key");
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);
  BOOST_TEST(load().starts_with(file + ": "));
}

BOOST_AUTO_TEST_CASE(a_purpose_that_does_not_exist_is_not_a_path) {
  const Folder folder;
  folder.write("visit", line(1, 'v'));
  const std::string detour = "../" + folder.path.filename().string() + "/visit";
  const std::vector<std::string_view> purposes = {detour};
  BOOST_TEST(
      error_of([&] { Keys::load(folder.path, purposes); }).starts_with("no such key purpose"));
}

BOOST_AUTO_TEST_CASE(a_generated_line_is_read_back_and_never_the_same) {
  SystemRandom random;
  const Secret first = generate_key_line(random, 200);
  const Secret second = generate_key_line(random, 200);
  BOOST_TEST(first.reveal() != second.reveal());
  const KeyRing ring = ring_of(std::string(first.reveal()));
  BOOST_TEST(ring.current().id == 200);
  BOOST_TEST(ring.current().bytes.size() == 32U);
  BOOST_CHECK_THROW(generate_key_line(random, 0), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_generated_pair_belongs_together) {
  SystemRandom random;
  const KeyPairLines lines = generate_key_pair_lines(random, 5);
  const KeyRing own = ring_of(std::string(lines.private_line.reveal()), "contact_private");
  const KeyRing open = ring_of(lines.public_line, "contact_public");
  BOOST_TEST(own.current().id == 5);
  BOOST_TEST(open.current().id == 5);
  BOOST_TEST(primitives::x25519_public(own.current().bytes.reveal()) ==
             open.current().bytes.reveal());
}

BOOST_AUTO_TEST_CASE(a_line_may_tell_the_day_of_its_key) {
  SystemRandom random;
  const auto day = std::chrono::year(2026) / 11 / 26;
  const Secret text = generate_key_line(random, 7, std::chrono::sys_days(day));
  BOOST_TEST(text.reveal().ends_with(":2026-11-26"));
  const KeyRing ring = ring_of(std::string(text.reveal()) + '\n' + line(1, 'a'));
  BOOST_TEST((ring.current().made == std::chrono::sys_days(day)));
  BOOST_TEST(!ring.find(1)->made);
  const Secret again = key_line(ring.current());
  BOOST_TEST(again.reveal() == text.reveal());
  const std::string start = line(1, 'a').substr(0, line(1, 'a').size() - 1);
  for (const auto* wrong :
       {":", ":2026-02-30", ":2026-1-01", ":26-11-2026", ":2026-11-26 ", ":x", ":2026-11-26:1"}) {
    BOOST_CHECK_THROW(ring_of(start + wrong + '\n'), KeyError);
  }
}

BOOST_AUTO_TEST_CASE(the_key_before_the_current_one_is_the_second_line) {
  BOOST_TEST(ring_of(line(3, 'c') + line(2, 'b') + line(1, 'a')).previous().id == 2);
  BOOST_TEST(ring_of(line(3, 'c')).previous().id == 3);
}

BOOST_AUTO_TEST_SUITE_END()
