#include "admin/key_files.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <sstream>

#include "crypto/keyring.h"
#include "shell/start_error.h"
#include "tests/support/folder.h"

using namespace portillon;
using portillon::test::Folder;
namespace fs = std::filesystem;

namespace {

struct Made {
  Folder folder;
  fs::path keys = folder / "keys";
  SystemRandom random;
  Made() { make_keys(keys, random, {}); }

  std::string complaint() const {
    std::ostringstream out;
    return check_keys(keys, out) ? "(none)" : out.str();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(key_files)

BOOST_AUTO_TEST_CASE(every_purpose_gets_a_key_that_only_its_owner_reads) {
  const Made made;
  const Keys keys = Keys::load(made.keys, kKeyPurposes);
  for (const std::string_view purpose : kKeyPurposes) {
    BOOST_TEST(keys.ring(purpose).all().size() == 1u);
    BOOST_TEST((fs::status(made.keys / purpose).permissions() ==
                (fs::perms::owner_read | fs::perms::owner_write)));
  }
  BOOST_TEST((fs::status(made.keys).permissions() == fs::perms::owner_all));
  BOOST_TEST(made.complaint() == "(none)");
}

BOOST_AUTO_TEST_CASE(no_two_purposes_share_a_key) {
  const Made made;
  std::set<std::string> seen;
  for (const std::string_view purpose : kKeyPurposes) seen.insert(test::read(made.keys / purpose));
  BOOST_TEST(seen.size() == kKeyPurposes.size());
}

BOOST_AUTO_TEST_CASE(an_existing_key_is_never_overwritten_and_then_none_is_made) {
  const Folder folder;
  folder.put("pepper", "mine");
  SystemRandom random;
  BOOST_CHECK_THROW(make_keys(folder.path(), random, {}), StartError);
  BOOST_TEST(test::read(folder / "pepper") == "mine");
  BOOST_TEST(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_missing_a_malformed_and_an_open_file_are_each_named) {
  const Made made;
  fs::remove(made.keys / "index");
  fs::permissions(made.keys / "mask", fs::perms::group_read, fs::perm_options::add);
  std::ofstream(made.keys / "code") << "1:short\n";
  const std::string told = made.complaint();
  BOOST_TEST(std::ranges::count(told, '\n') == 3);
  BOOST_TEST(told.find("index: cannot be read") != std::string::npos);
  BOOST_TEST(told.find("mask: others can read it") != std::string::npos);
  BOOST_TEST(told.find("code, line 1: not id:key") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(halves_of_two_pairs_do_not_pass) {
  const Made made;
  const Made other;
  fs::copy_file(other.keys / "contact_public", made.keys / "contact_public",
                fs::copy_options::overwrite_existing);
  BOOST_TEST(made.complaint().find("contact_public: is not the other half") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_key_that_a_newer_release_wants_is_added_and_never_over_another, Made) {
  std::filesystem::remove(keys / "receipt");
  add_key(keys, "receipt", random, {});
  std::ostringstream complaints;
  BOOST_TEST(check_keys(keys, complaints));
  BOOST_CHECK_THROW(add_key(keys, "receipt", random, {}), StartError);
  BOOST_CHECK_THROW(add_key(keys, "no_such", random, {}), StartError);
  std::filesystem::remove(keys / "contact_public");
  BOOST_CHECK_THROW(add_key(keys, "contact_public", random, {}), StartError);
}

BOOST_AUTO_TEST_SUITE_END()
