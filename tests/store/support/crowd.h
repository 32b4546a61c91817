#pragma once
// Many visitors at the same moment before real pages and the real database: each a thread with a
// connection of its own, as on as many nodes, that does what shell/handle.cc does: load, run the
// page, apply, and run it again after a lost race.

#include <atomic>
#include <barrier>
#include <functional>
#include <initializer_list>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pages.h"
#include "shell/sql_storage.h"
#include "tests/store/support/town.h"

namespace portillon::test {

struct Visitor {
  std::optional<Permit> permit;
  std::optional<SessionId> journey;
  std::optional<SessionId> full;
  std::string client = "192.0.2.1";
  std::string desk;
};

using Form = std::initializer_list<std::pair<const std::string, std::string>>;

struct Crowd : Town {
  Crowd();

  Settings settings;

  // One request to its end; what the visitor carries afterwards is in `visitor`. Empty: it lost all
  // its races, or the database was away for it (the shell answers 503).
  std::optional<Step> ask(Visitor& visitor, const Page& page, Form form);
  std::optional<Step> ask(SqlStorage& node, Visitor& visitor, const Page& page, Form form);

  // How many of `count` requests to the page at the same moment ended as `wanted`. `one` is called
  // in a thread, with its number and an open connection.
  using One = std::function<std::optional<Step>(unsigned, SqlStorage&)>;
  unsigned at_once(unsigned count, const Page& page, const One& one,
                   const std::function<bool(const Step&)>& wanted);

  // ---- ways to where a limit is
  void strangers_are_new(unsigned of_thousand);
  std::string nir(unsigned number) const;  // well-formed, of a stranger
  SubjectId subject(const std::string& identifier) const;
  Visitor at_channel(const std::string& identifier, unsigned number);
  Visitor at_code(const std::string& identifier, unsigned number);
  // The courier's hash of `digits` for the live code of this journey.
  void mint(const Visitor& visitor, const std::string& identifier, const std::string& digits);
  // Marie, known by this identifier from now on, with this own password.
  void call_marie(const std::string& identifier, const std::string& password);
  void give_temporary(const std::string& symbols);

 private:
  std::optional<Step> answer(SqlStorage& storage, Visitor& visitor, const Page& page, Form form);
  std::atomic<unsigned> ids_ = 1000;
};

// Calls `open` in as many threads, and once all have, `work` with its number and what it opened.
// A server that has no place for a hundred new connections at once is not what is tried here.
template <typename Open, typename Work>
void together(unsigned count, const Open& open, const Work& work) {
  std::barrier start(static_cast<std::ptrdiff_t>(count));
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      auto line = open();
      for (bool is_open = false; !is_open;) {
        try {
          line->open();
          is_open = true;
        } catch (const StorageError&) {
          std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
      }
      start.arrive_and_wait();
      work(i, *line);
    });
  }
}

bool recorded(const Step& step, Event event);
template <typename E>
bool does(const Step& step) {
  for (const Effect& effect : step.effects) {
    if (std::holds_alternative<E>(effect)) return true;
  }
  return false;
}

}  // namespace portillon::test
