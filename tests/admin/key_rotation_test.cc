#include "admin/key_rotation.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <sstream>

#include "admin/key_files.h"
#include "admin/key_needs.h"
#include "shell/start_error.h"
#include "tests/support/folder.h"

using namespace portillon;
using portillon::test::Folder;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::sys_days kFirst = std::chrono::year(2026) / 1 / 2;
constexpr std::chrono::sys_days kLater = std::chrono::year(2026) / 11 / 26;

struct Made {
  Folder folder;
  fs::path keys = folder / "keys";
  SystemRandom random;
  Made() { make_keys(keys, random, kFirst); }

  std::uint8_t rotate(std::string_view purpose) {
    return rotate_key(keys, purpose, random, kLater);
  }
  KeyRing ring(std::string_view purpose) const { return KeyRing::load(keys, purpose); }
  bool good() const {
    std::ostringstream out;
    return check_keys(keys, out);
  }
  std::vector<int> ids(std::string_view purpose) const {
    std::vector<int> all;
    const KeyRing held = ring(purpose);
    for (const Key& key : held.all()) all.push_back(key.id);
    return all;
  }
};

using Ids = std::vector<int>;

}  // namespace

BOOST_AUTO_TEST_SUITE(key_rotation)

BOOST_AUTO_TEST_CASE(a_new_key_comes_first_and_the_old_ones_stay_as_they_were) {
  Made made;
  const std::string before = test::read(made.keys / "pepper");
  BOOST_TEST(made.rotate("pepper") == 2);
  BOOST_TEST(made.rotate("pepper") == 3);
  BOOST_TEST((made.ids("pepper") == Ids{3, 2, 1}));
  BOOST_TEST(test::read(made.keys / "pepper").ends_with("\n" + before));
  BOOST_TEST((made.ring("pepper").current().made == kLater));
  BOOST_TEST((made.ring("pepper").find(1)->made == kFirst));
  BOOST_TEST((made.ids("code") == Ids{1}));
  BOOST_TEST(made.good());
}

BOOST_AUTO_TEST_CASE(the_courier_s_two_halves_change_together) {
  for (const auto* name : {"contact_public", "contact_private"}) {
    Made made;
    BOOST_TEST(made.rotate(name) == 2);
    BOOST_TEST((made.ids("contact_public") == Ids{2, 1}));
    BOOST_TEST((made.ids("contact_private") == Ids{2, 1}));
    BOOST_TEST(made.good());
    remove_key(made.keys, name, 1);
    BOOST_TEST((made.ids("contact_public") == Ids{2}));
    BOOST_TEST((made.ids("contact_private") == Ids{2}));
    BOOST_TEST(made.good());
  }
}

BOOST_AUTO_TEST_CASE(owner_and_mode_stay_and_nothing_is_left_beside) {
  Made made;
  fs::permissions(made.keys / "mask", fs::perms::owner_read);
  if (geteuid() == 0) BOOST_TEST(chown((made.keys / "mask").c_str(), 12345, 54321) == 0);
  made.rotate("mask");
  struct stat status {};
  BOOST_TEST(stat((made.keys / "mask").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0400U);
  if (geteuid() == 0) {
    BOOST_TEST(status.st_uid == 12345U);
    BOOST_TEST(status.st_gid == 54321U);
  }
  BOOST_TEST(static_cast<std::size_t>(std::distance(fs::directory_iterator(made.keys), {})) ==
             kKeyPurposes.size());
}

// A crash leaves the draft, never a half of the file; the next run clears it away.
BOOST_AUTO_TEST_CASE(what_a_run_that_died_left_is_in_nobody_s_way) {
  Made made;
  std::ofstream(made.keys / ".code.new") << "half a li";
  BOOST_TEST(made.rotate("code") == 2);
  BOOST_TEST(!fs::exists(made.keys / ".code.new"));
}

BOOST_AUTO_TEST_CASE(a_killed_rotation_leaves_the_old_file_or_the_new_one) {
  Made made;
  for (int i = 0; i < 40; ++i) {
    const Ids before = made.ids("visit");
    const pid_t child = fork();
    if (child == 0) {
      SystemRandom random;
      for (;;) rotate_key(made.keys, "visit", random, kLater);
    }
    usleep(static_cast<useconds_t>(500 + 137 * i));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const Ids after = made.ids("visit");  // throws if it is not whole
    BOOST_TEST(std::ranges::equal(before, std::span(after).last(before.size())));
    if (after.size() > 150) {
      const KeyRing ring = made.ring("visit");
      for (const Key& key : ring.all().subspan(1)) remove_key(made.keys, "visit", key.id);
    }
  }
}

BOOST_AUTO_TEST_CASE(two_sysadmins_at_a_time_are_one_too_many) {
  Made made;
  const int held = open(made.keys.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  BOOST_TEST_REQUIRE(flock(held, LOCK_EX) == 0);
  BOOST_CHECK_THROW(made.rotate("code"), StartError);
  close(held);
  BOOST_TEST(made.rotate("code") == 2);
}

BOOST_AUTO_TEST_CASE(what_rows_are_looked_up_by_has_two_keys_at_most) {
  Made made;
  for (const auto* purpose : {"index", "proof"}) {
    made.rotate(purpose);
    BOOST_CHECK_THROW(made.rotate(purpose), StartError);
    remove_key(made.keys, purpose, 1);
    BOOST_TEST(made.rotate(purpose) == 3);
  }
}

BOOST_AUTO_TEST_CASE(the_key_in_use_and_one_that_is_not_there_cannot_be_removed) {
  Made made;
  BOOST_CHECK_THROW(remove_key(made.keys, "code", 1), StartError);
  BOOST_CHECK_THROW(remove_key(made.keys, "code", 7), StartError);
  BOOST_CHECK_THROW(remove_key(made.keys, "../code", 1), StartError);
  BOOST_CHECK_THROW(made.rotate("frobnicate"), StartError);
  BOOST_TEST((made.ids("code") == Ids{1}));
}

// ---- What keeps a key

namespace {

std::string refusal(const Made& made, std::string_view purpose, std::uint64_t rows,
                    std::chrono::sys_days today, std::string_view because = {}) {
  return key_is_needed(made.ring(purpose), 1, {{"some.rows", rows}}, today, because)
      .value_or("(none)");
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_purpose_has_a_rule_or_its_keys_are_kept) {
  Made made;
  std::vector<std::string_view> kept;
  for (const std::string_view purpose : kKeyPurposes) {
    made.rotate(purpose);
    const std::string told = refusal(made, purpose, 0, kLater + std::chrono::days(401));
    if (told != "(none)") kept.push_back(purpose);
    if (kept.size() > 0 && kept.back() == purpose) {
      BOOST_TEST(told.find("it is kept") != std::string::npos, told);
    }
  }
  for (const std::string_view purpose : kept) {
    BOOST_TEST((purpose.starts_with("audit_") || purpose == "contact_words"), purpose);
  }
}

BOOST_AUTO_TEST_CASE(a_key_that_rows_need_stays_and_what_can_be_resealed_is_never_given_up) {
  Made made;
  for (const auto* purpose : {"identity", "code", "pepper"}) made.rotate(purpose);
  const auto later = kLater + std::chrono::days(2);
  BOOST_TEST(refusal(made, "identity", 3, later) ==
             "identity 1: still needed by 3 of some.rows: run portillon keys reseal");
  BOOST_TEST(refusal(made, "identity", 3, later, "stolen").find("still needed") !=
             std::string::npos);
  BOOST_TEST(refusal(made, "pepper", 3, later).find("signs in") != std::string::npos);
  BOOST_TEST(refusal(made, "pepper", 3, later, "stolen") == "(none)");
  BOOST_TEST(refusal(made, "code", 0, later) == "(none)");
}

BOOST_AUTO_TEST_CASE(a_key_stays_until_every_program_can_have_the_next_one) {
  Made made;
  for (const auto* purpose : {"code", "browser"}) made.rotate(purpose);
  BOOST_TEST(refusal(made, "code", 0, kLater).find("wait until 2026-11-27") != std::string::npos);
  BOOST_TEST(refusal(made, "code", 0, kLater + std::chrono::days(1)) == "(none)");
  BOOST_TEST(refusal(made, "browser", 0, kLater + std::chrono::days(399)).find("400 days") !=
             std::string::npos);
  BOOST_TEST(refusal(made, "browser", 0, kLater + std::chrono::days(400)) == "(none)");
  BOOST_TEST(refusal(made, "browser", 0, kLater, "stolen") == "(none)");
}

BOOST_AUTO_TEST_CASE(the_list_tells_purposes_ids_and_days_and_never_a_key) {
  Made made;
  made.rotate("mask");
  const auto listed = list_keys(made.keys, nullptr);
  const std::string told = listed_text(listed);
  const std::string machine = listed_json(listed);
  BOOST_TEST(machine.find("{\"purpose\":\"mask\",\"id\":2,\"in_use\":true,\"made\":"
                          "\"2026-11-26\",") != std::string::npos,
             machine);
  BOOST_TEST(static_cast<std::size_t>(std::ranges::count(told, '\n')) == kKeyPurposes.size() + 1);
  BOOST_TEST(told.find("mask               2  in use   made 2026-11-26") != std::string::npos,
             told);
  BOOST_TEST(told.find("mask               1  old      made 2026-01-02") != std::string::npos,
             told);
  for (const std::string_view purpose : kKeyPurposes) {
    const KeyRing ring = made.ring(purpose);
    for (const Key& key : ring.all()) {
      const std::string_view bytes = key.bytes.reveal();
      BOOST_TEST(told.find(bytes) == std::string::npos);
      BOOST_TEST(machine.find(to_base64url(bytes)) == std::string::npos);
      BOOST_TEST(told.find(to_base64url(bytes)) == std::string::npos);
      BOOST_TEST(told.find(to_hex(bytes)) == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
