#pragma once
// A file that several threads work on: read in order, parsed and written at the same time, and
// decided on in the order of the file, so that what becomes of a row hangs on no race.

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <set>
#include <vector>

#include "admin/csv.h"

namespace portillon {

struct CsvBatch {
  std::size_t number = 0;  // from 0
  std::vector<CsvLine> lines;
};

class Lanes {
 public:
  // `behind`: a batch is begun only when the one so many before it is done with, and all before
  // that.
  Lanes(unsigned lanes, std::size_t batch_lines);

  // Calls work(lane, batch) for each batch of the file, up to `lanes` at a time; it calls in_turn()
  // once. What it throws ends all of them, and comes out here. `idle` is called in between, by this
  // thread, some times a second.
  void run(CsvReader& reader, const std::function<void(unsigned lane, const CsvBatch&)>& work,
           const std::function<void()>& idle);

  // `decide` runs after that of every earlier batch, and before that of any later one.
  void in_turn(const CsvBatch& batch, const std::function<void()>& decide);

  // Whatever was written by a batch so many before, or earlier, was there before this one was
  // begun.
  std::size_t most_behind() const { return most_behind_; }

 private:
  bool take(CsvReader& reader, CsvBatch& batch);
  void lane(CsvReader& reader, const std::function<void(const CsvBatch&)>& work) noexcept;
  void done(const CsvBatch& batch);
  void stop();

  unsigned lanes_;
  std::size_t batch_lines_;
  std::size_t most_behind_;
  std::mutex mutex_;
  std::condition_variable moved_;
  std::size_t next_ = 0;            // to be read
  std::size_t turn_ = 0;            // to be decided on
  std::size_t first_open_ = 0;      // all before it are done with
  std::set<std::size_t> finished_;  // out of order
  bool at_end_ = false;
  unsigned running_ = 0;
  std::exception_ptr failure_;
};

}  // namespace portillon
