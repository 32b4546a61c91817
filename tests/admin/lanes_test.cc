#include "admin/lanes.h"

#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <sstream>
#include <stdexcept>
#include <thread>

using namespace portillon;

namespace {

constexpr std::array<std::string_view, 1> kColumns = {"a"};

struct File {
  std::istringstream text;
  std::optional<CsvReader> reader;
  explicit File(int rows) {
    std::string lines = "a\n";
    for (int i = 1; i <= rows; ++i) lines += std::to_string(i) + '\n';
    text.str(lines);
    reader.emplace(text, "f.csv", CsvColumns{kColumns});
  }
};

const auto kNothing = [] {};

}  // namespace

BOOST_AUTO_TEST_SUITE(lanes)

BOOST_AUTO_TEST_CASE(rows_are_decided_on_in_the_order_of_the_file) {
  File file(5003);
  Lanes lanes(4, 10);
  std::string order;
  std::string expected;
  for (int i = 1; i <= 5003; ++i) expected += std::to_string(i) + ' ';
  lanes.run(
      *file.reader,
      [&](unsigned lane, const CsvBatch& batch) {
        if (batch.number % 7 == lane) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        lanes.in_turn(batch, [&] {
          for (const CsvLine& line : batch.lines) order += line.bytes + ' ';
        });
      },
      kNothing);
  BOOST_TEST(order == expected);
}

BOOST_AUTO_TEST_CASE(no_batch_begins_before_what_lies_so_far_behind_is_done_with) {
  File file(2000);
  Lanes lanes(4, 1);
  std::array<std::atomic<bool>, 2000> done{};
  std::atomic<int> too_soon = 0;
  lanes.run(
      *file.reader,
      [&](unsigned, const CsvBatch& batch) {
        if (batch.number >= lanes.most_behind()) {
          for (std::size_t i = 0; i <= batch.number - lanes.most_behind(); ++i) {
            if (!done[i]) ++too_soon;
          }
        }
        lanes.in_turn(batch, [] {});
        if (batch.number % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        done[batch.number] = true;
      },
      kNothing);
  BOOST_TEST(too_soon == 0);
}

BOOST_AUTO_TEST_CASE(what_one_lane_throws_ends_all_and_comes_out) {
  File file(1000);
  Lanes lanes(4, 1);
  std::atomic<std::size_t> begun = 0;
  const auto work = [&](unsigned, const CsvBatch& batch) {
    ++begun;
    if (batch.number == 20) throw std::runtime_error("the disk is full");
    lanes.in_turn(batch, [] {});
  };
  BOOST_CHECK_EXCEPTION(
      lanes.run(*file.reader, work, kNothing), std::runtime_error,
      [](const auto& error) { return std::string(error.what()) == "the disk is full"; });
  BOOST_TEST(begun < 100u);
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_no_batch) {
  File file(0);
  Lanes lanes(3, 10);
  std::atomic<int> batches = 0;
  lanes.run(
      *file.reader, [&](unsigned, const CsvBatch&) { ++batches; }, kNothing);
  BOOST_TEST(batches == 0);
}

BOOST_AUTO_TEST_SUITE_END()
