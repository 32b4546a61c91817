// What a parse at the door gives back: the value, which exists only when valid, or why there is
// none.
#pragma once

#include <utility>
#include <variant>

namespace portillon {

// Like C++23's std::expected. Reading the side that is not there throws std::bad_variant_access.
template <class Value, class Problem>
class Outcome {
 public:
  Outcome(Value value) : held_(std::in_place_index<0>, std::move(value)) {}
  Outcome(Problem problem) : held_(std::in_place_index<1>, std::move(problem)) {}

  explicit operator bool() const { return held_.index() == 0; }

  const Value& operator*() const& { return std::get<0>(held_); }
  const Value* operator->() const { return &std::get<0>(held_); }
  // For values that cannot be copied: `Code code = *std::move(outcome);`
  Value&& operator*() && { return std::get<0>(std::move(held_)); }

  const Problem& problem() const { return std::get<1>(held_); }

 private:
  std::variant<Value, Problem> held_;
};

}  // namespace portillon
