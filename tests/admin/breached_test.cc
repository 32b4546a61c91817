// The filter of stolen passwords: built, read, damaged, hostile.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <iomanip>
#include <random>
#include <set>
#include <sstream>

#include "admin/breached_build.h"
#include "admin/breached_list.h"
#include "admin/breached_writer.h"
#include "shell/breached_filter.h"
#include "shell/start_error.h"
#include "tests/support/folder.h"

namespace portillon {
namespace {

using test::Folder;

std::string hex(const BreachListHash& listed) {
  return to_hex(std::string(listed.begin(), listed.end()));
}

std::string password(unsigned number) { return "Secret " + std::to_string(number); }

// The hashes of password(0) and so on, as lists have them.
std::vector<std::string> hashes(unsigned count) {
  std::vector<std::string> all;
  for (unsigned i = 0; i < count; ++i) all.push_back(hex(breach_list_hash(password(i))));
  std::ranges::sort(all);
  return all;
}

std::string lines(const std::vector<std::string>& hashes, std::string_view end = ":3\r\n") {
  std::string text;
  for (const std::string& each : hashes) text.append(each).append(end);
  return text;
}

// A list in a file, and where its filter comes.
struct Shop {
  Folder folder;
  BreachedOrder order;
  std::ostringstream refused;
  unsigned reports = 0;

  Shop() {
    order.from = (folder / "list.txt").string();
    order.output = (folder / "filter").string();
  }

  BreachedBuilt build(std::string_view list) {
    folder.put("list.txt", list);
    const int file = ::open(order.from.c_str(), O_RDONLY | O_CLOEXEC);
    const auto end = [file](const int*) { ::close(file); };
    const std::unique_ptr<const int, decltype(end)> closing(&file, end);
    return build_breached(order, file, refused, [&](std::uint64_t, double) { ++reports; });
  }
  // Why it was not built, or "built".
  std::string refusal(std::string_view list) {
    try {
      build(list);
    } catch (const StartError& error) {
      return error.what();
    }
    return "built";
  }
  std::string where(std::string_view line) const {
    return order.from + ": line " + std::string(line);
  }
  std::string bytes() const { return test::read(order.output); }
  void put(std::string_view bytes) const { folder.put("filter", bytes); }
};

bool starts(const Shop& shop) {
  try {
    const BreachedFilter filter(shop.order.output);
    filter.verify();
    return true;
  } catch (const StartError& error) {
    BOOST_TEST(std::string_view(error.what()).starts_with(shop.order.output + ": is "));
    return false;
  }
}

// Goes into every block. Neither answer nor refusal matters, but that there is one.
void ask_everywhere(const BreachedFilter& filter) {
  for (unsigned i = 0; i < 300; ++i) {
    try {
      filter.contains(password(i));
    } catch (const std::runtime_error&) {
      continue;
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(breached_filter)

BOOST_FIXTURE_TEST_CASE(what_is_listed_is_found_and_nothing_else, Shop) {
  order.rate_bits = 24;
  for (const unsigned count : {1U, 2U, 255U, 256U, 257U, 3000U}) {
    BOOST_TEST_CONTEXT(count) {
      build(lines(hashes(count)));
      const BreachedFilter filter(order.output);
      filter.verify();
      BOOST_TEST(filter.header().entries == count);
      unsigned found = 0;
      unsigned wrong = 0;
      for (unsigned i = 0; i < count; ++i) found += filter.contains(password(i));
      for (unsigned i = count; i < count + 1000; ++i) wrong += filter.contains(password(i));
      BOOST_TEST(found == count);
      BOOST_TEST(wrong == 0U);
    }
  }
}

// Six standard deviations: the odds of a red test are those of a real difference.
BOOST_FIXTURE_TEST_CASE(strangers_to_the_list_are_refused_as_often_as_computed, Shop) {
  constexpr unsigned kListed = 80'000;  // more than what the size is estimated from
  constexpr unsigned kOthers = 200'000;
  order.rate_bits = 8;
  build(lines(hashes(kListed)));
  const BreachedFilter filter(order.output);
  const double rate = breached::false_positive_rate(filter.header());
  BOOST_TEST(rate <= 1.0 / 256);
  BOOST_TEST(rate == std::ldexp(static_cast<double>(filter.header().entries), -25));
  unsigned found = 0;
  unsigned wrong = 0;
  for (unsigned i = 0; i < kListed; ++i) found += filter.contains(password(i));
  for (unsigned i = 0; i < kOthers; ++i) wrong += filter.contains(password(kListed + i));
  BOOST_TEST(found == kListed);
  const double expected = rate * kOthers;
  BOOST_TEST(std::abs(wrong - expected) < 6 * std::sqrt(expected), wrong << " of " << expected);
}

BOOST_FIXTURE_TEST_CASE(an_entry_takes_little_more_than_the_bits_of_its_rate, Shop) {
  for (const unsigned rate : {8U, 16U, 24U}) {
    order.rate_bits = rate;
    const auto built = build(lines(hashes(80'000)));
    const double bits = 8.0 * static_cast<double>(bytes().size() - breached::kHeaderSize) /
                        static_cast<double>(built.header.entries);
    BOOST_TEST(bits < rate + 3.5);
    BOOST_TEST(bytes().size() == breached::file_size(built.header));
  }
}

BOOST_FIXTURE_TEST_CASE(a_list_in_any_of_its_forms_gives_the_same_filter, Shop) {
  const auto listed = hashes(600);
  build(lines(listed));
  const std::string first = bytes().substr(breached::kHeaderSize);
  std::string capitals = lines(listed);
  std::ranges::transform(capitals, capitals.begin(), [](char c) { return std::toupper(c); });
  std::vector<std::string> doubled;
  for (const std::string& each : listed) doubled.insert(doubled.end(), 2, each);
  std::string unended = lines(listed, "\n");
  unended.pop_back();
  for (const std::string& text : {lines(listed, "\n"), lines(listed, ":12\n"), capitals, unended,
                                  lines(doubled, "\r\n"), lines(doubled, ":1\n")}) {
    build(text);
    BOOST_TEST((bytes().substr(breached::kHeaderSize) == first));
  }
  BOOST_TEST(refused.str().empty());
}

BOOST_FIXTURE_TEST_CASE(a_list_out_of_order_is_refused_with_its_line, Shop) {
  auto listed = hashes(600);
  std::swap(listed[400], listed[401]);
  BOOST_TEST(refusal(lines(listed)) ==
             where("402: is before the one above it: the list is not sorted"));
  BOOST_TEST(!std::filesystem::exists(order.output));
}

BOOST_FIXTURE_TEST_CASE(a_line_of_another_form_is_told_by_its_number_and_the_others_are_taken,
                        Shop) {
  auto listed = hashes(10);
  listed.insert(listed.begin() + 3, {"Moissons-2026", "", listed[3] + "0", listed[3].substr(1)});
  std::string text = lines(listed, "\n") + listed.back() + ":\n" + listed.back() + ":1x\n" +
                     listed.back() + ":99999999999999999999\n" + "g" + listed.back().substr(1);
  const auto built = build(text);
  BOOST_TEST(built.refused == 8U);
  BOOST_TEST(built.header.entries == 10U);
  std::string told;
  for (const char* line : {"4", "5", "6", "7", "15", "16", "17", "18"}) {
    told += where(line) + ": is not HASH:COUNT with 40 hexadecimal digits\n";
  }
  BOOST_TEST(refused.str() == told);
}

BOOST_FIXTURE_TEST_CASE(another_file_than_the_list_is_given_up_after_a_hundred_lines, Shop) {
  const std::string ntlm = lines(std::vector<std::string>(500, std::string(32, 'a')));
  BOOST_TEST(refusal(ntlm) ==
             where("101: is one too many of another form: is this the SHA-1 list?"));
  BOOST_TEST(refusal(std::string(std::size_t{3} << 20, 'a')).ends_with("is to be taken"));
}

BOOST_FIXTURE_TEST_CASE(nothing_to_take_is_no_filter, Shop) {
  BOOST_TEST(refusal("") == order.from + ": holds no hash that is to be taken");
  order.at_least = 4;
  BOOST_TEST(refusal(lines(hashes(5))) == order.from + ": holds no hash that is to be taken");
}

BOOST_FIXTURE_TEST_CASE(what_was_seen_too_rarely_is_left_out, Shop) {
  order.at_least = 3;
  order.rate_bits = 24;
  const auto listed = hashes(600);
  std::string text;
  for (std::size_t i = 0; i < listed.size(); ++i) {
    text += listed[i] + ":" + std::to_string(i % 5) + "\n";
  }
  const auto built = build(text);
  BOOST_TEST(built.header.entries == 240U);
  BOOST_TEST(built.header.lines == 600U);
  const BreachedFilter filter(order.output);
  for (std::size_t i = 0; i < listed.size(); ++i) {
    BOOST_TEST(filter.holds(parse_listed(listed[i])->hash) == (i % 5 >= 3));
  }
  BOOST_TEST(refusal(lines(listed, "\n")) == where("1: has no count, which --at-least asks for"));
}

BOOST_FIXTURE_TEST_CASE(a_download_that_was_cut_off_is_no_list_and_the_former_filter_stays, Shop) {
  build(lines(hashes(300)));
  const std::string former = bytes();
  const auto whole = hashes(90'000);
  const std::string text = lines(whole);
  BOOST_TEST(refusal(text.substr(0, text.size() * 9 / 10)).ends_with("it is not whole"));
  BOOST_TEST((bytes() == former));
  BOOST_TEST(!std::filesystem::exists(order.output + ".new"));
  BOOST_TEST(refusal(text) == "built");
  BOOST_TEST((bytes() != former));
}

BOOST_FIXTURE_TEST_CASE(hashes_that_begin_alike_are_no_list, Shop) {
  std::vector<std::string> alike;
  for (unsigned i = 0; i < 6000; ++i) {
    std::ostringstream text;
    text << std::hex << std::setfill('0') << std::setw(8) << (i << 14) << std::string(32, '0');
    alike.push_back(text.str());
  }
  BOOST_TEST(refusal(lines(alike)).ends_with("too many hashes begin alike: not a list of SHA-1"));
}

BOOST_FIXTURE_TEST_CASE(the_filter_says_what_it_was_made_from, Shop) {
  order.at_least = 2;
  const auto built = build(lines(hashes(50)));
  const BreachedFilter filter(order.output);
  BOOST_TEST(filter.header().made_from == "list.txt");
  BOOST_TEST(filter.header().lines == 50U);
  BOOST_TEST(filter.header().at_least == 2U);
  BOOST_TEST(filter.header().made_at == built.header.made_at);
  BOOST_TEST(filter.header().made_at > 1'700'000'000);
}

BOOST_FIXTURE_TEST_CASE(other_users_can_read_it_whatever_the_mask_is, Shop) {
  const auto mask = ::umask(0077);
  build(lines(hashes(5)));
  ::umask(mask);
  using std::filesystem::perms;
  BOOST_TEST((std::filesystem::status(order.output).permissions() ==
              (perms::owner_read | perms::owner_write | perms::group_read | perms::others_read)));
}

BOOST_FIXTURE_TEST_CASE(two_builds_of_one_file_do_not_mix_and_a_left_over_is_taken_over, Shop) {
  breached::Header shape;
  shape.rate_bits = 16;
  {
    const BreachedWriter other(order.output, shape);
    BOOST_TEST(refusal(lines(hashes(5))) == order.output + ".new: another build is writing it");
  }
  folder.put("filter.new", std::string(5000, 'x'));
  BOOST_TEST(refusal(lines(hashes(5))) == "built");
  BOOST_TEST(starts(*this));
}

// ---- Damage

BOOST_FIXTURE_TEST_CASE(a_byte_changed_anywhere_is_noticed, Shop) {
  build(lines(hashes(300)));
  const std::string good = bytes();
  BOOST_TEST(starts(*this));
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    put(bad);
    BOOST_TEST(!starts(*this), at);
  }
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_cut_short_or_too_long_does_not_open, Shop) {
  build(lines(hashes(300)));
  const std::string good = bytes();
  for (std::size_t size = 0; size < good.size(); size += 7) {
    put(good.substr(0, size));
    BOOST_CHECK_THROW(BreachedFilter{order.output}, StartError);
  }
  put(good + "x");
  BOOST_CHECK_THROW(BreachedFilter{order.output}, StartError);
  BOOST_CHECK_THROW(BreachedFilter{folder / "none"}, StartError);
  BOOST_CHECK_THROW(BreachedFilter{folder.path()}, StartError);
}

BOOST_FIXTURE_TEST_CASE(what_shrinks_while_it_is_read_breaks_the_question_and_not_the_program,
                        Shop) {
  build(lines(hashes(300)));
  const BreachedFilter filter(order.output);
  std::filesystem::resize_file(order.output, 300);
  BOOST_CHECK_THROW(filter.contains("x"), std::runtime_error);
}

BOOST_FIXTURE_TEST_CASE(a_new_file_is_seen_by_who_opens_it_and_the_old_one_lasts, Shop) {
  order.rate_bits = 24;
  build(lines(hashes(300)));
  const BreachedFilter old(order.output);
  build(lines({hex(breach_list_hash("another"))}));
  BOOST_TEST(old.contains(password(7)));
  BOOST_TEST(!old.contains("another"));
  BOOST_TEST(BreachedFilter(order.output).contains("another"));
}

// ---- Hostile files: sealed as if they were built, and read under the address sanitizer

BOOST_FIXTURE_TEST_CASE(no_content_behind_a_good_header_does_harm, Shop) {
  build(lines(hashes(600)));
  const std::string good = bytes();
  std::mt19937 random(5);  // reproducible
  for (unsigned round = 0; round < 400; ++round) {
    std::string bad = good;
    // A few bytes, or all of them; of the index or anywhere.
    const std::size_t changes = round % 4 == 0 ? bad.size() : 1 + random() % 8;
    const std::size_t reach = round % 2 == 0 ? 16 : bad.size() - breached::kHeaderSize;
    for (std::size_t i = 0; i < changes; ++i) {
      bad[breached::kHeaderSize + random() % reach] = static_cast<char>(random());
    }
    put(bad);
    ask_everywhere(BreachedFilter(order.output));
  }
}

// Without the bound, one question would ask for gigabytes.
BOOST_FIXTURE_TEST_CASE(a_block_of_more_than_a_block_can_have_is_not_read, Shop) {
  build(lines(hashes(300)));
  std::string bad = bytes();
  for (const std::string_view count : {"\xff\xff\xff\x7f", "\xff\xff\xff\xff"}) {
    bad.replace(breached::kHeaderSize + 4, 4, count);
    put(bad);
    const BreachedFilter filter(order.output);
    BOOST_CHECK_EXCEPTION(filter.contains("x"), std::runtime_error, [](const auto& error) {
      return std::string_view(error.what()).ends_with("the index is damaged");
    });
  }
}

BOOST_FIXTURE_TEST_CASE(no_numbers_in_a_sealed_header_do_harm, Shop) {
  const auto built = build(lines(hashes(600)));
  const std::string body = bytes().substr(breached::kHeaderSize);
  std::mt19937_64 random(6);
  unsigned opened = 0;
  for (unsigned round = 0; round < 1000; ++round) {
    breached::Header header = built.header;
    if (round % 2 == 0) header.rate_bits = static_cast<std::uint32_t>(random() >> random() % 64);
    if (round % 3 == 0) header.block_bits = static_cast<std::uint32_t>(random() >> random() % 64);
    if (round % 5 == 0) header.entries = random() >> random() % 64;
    put(breached::encode(header) + body);
    // A size that fits the numbers, where that is not too much for a test.
    const auto decoded = breached::decode(breached::encode(header));
    if (decoded && breached::file_size(*decoded) < 1U << 22) {
      std::filesystem::resize_file(order.output, breached::file_size(*decoded));
    }
    try {
      const BreachedFilter filter(order.output);
      ++opened;
      ask_everywhere(filter);
    } catch (const StartError&) {
      continue;
    }
  }
  BOOST_TEST(opened > 150U);
  BOOST_TEST(opened < 1000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
