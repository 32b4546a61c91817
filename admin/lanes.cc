#include "admin/lanes.h"

#include <chrono>
#include <thread>

namespace portillon {
namespace {

struct Stopped {};  // another lane failed

constexpr std::chrono::milliseconds kIdle{200};

}  // namespace

Lanes::Lanes(unsigned lanes, std::size_t batch_lines)
    : lanes_(lanes), batch_lines_(batch_lines), most_behind_(std::size_t{4} * lanes) {}

// Under the lock: lines are found much faster than they are worked on.
bool Lanes::take(CsvReader& reader, CsvBatch& batch) {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, [&] { return failure_ || at_end_ || next_ < first_open_ + most_behind_; });
  if (failure_ || at_end_) return false;
  batch.lines.clear();
  while (batch.lines.size() < batch_lines_) {
    auto line = reader.next_line();
    if (!line) break;
    batch.lines.push_back(*std::move(line));
  }
  at_end_ = batch.lines.size() < batch_lines_;
  if (batch.lines.empty()) return false;
  batch.number = next_++;
  return true;
}

void Lanes::in_turn(const CsvBatch& batch, const std::function<void()>& decide) {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, [&] { return failure_ || turn_ == batch.number; });
  if (failure_) throw Stopped{};
  lock.unlock();
  decide();
  lock.lock();
  ++turn_;
  moved_.notify_all();
}

void Lanes::done(const CsvBatch& batch) {
  const std::lock_guard lock(mutex_);
  finished_.insert(batch.number);
  while (finished_.erase(first_open_) > 0) ++first_open_;
  moved_.notify_all();
}

void Lanes::stop() {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::current_exception();
}

void Lanes::lane(CsvReader& reader, const std::function<void(const CsvBatch&)>& work) noexcept {
  try {
    CsvBatch batch;
    while (take(reader, batch)) {
      work(batch);
      done(batch);
    }
  } catch (const Stopped&) {
  } catch (...) {
    stop();
  }
  const std::lock_guard lock(mutex_);
  --running_;
  moved_.notify_all();
}

void Lanes::run(CsvReader& reader, const std::function<void(unsigned lane, const CsvBatch&)>& work,
                const std::function<void()>& idle) {
  next_ = turn_ = first_open_ = 0;
  finished_.clear();
  at_end_ = false;
  running_ = lanes_;
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < lanes_; ++i) {
    threads.emplace_back([this, i, &reader, &work] {
      lane(reader, [&](const CsvBatch& batch) { work(i, batch); });
    });
  }
  for (std::unique_lock lock(mutex_); running_ > 0;) {
    moved_.wait_for(lock, kIdle, [&] { return running_ == 0; });
    lock.unlock();
    idle();
    lock.lock();
  }
  threads.clear();
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace portillon
