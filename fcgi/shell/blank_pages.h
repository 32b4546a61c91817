#pragma once
// Pages that hold nothing of anybody: as the first visitor sees them, so does the next, but for the
// token of the form. What was rendered once is kept, cut where the token stands.

#include <cstddef>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "page/view.h"

namespace portillon {

struct Frame;

// May be shared by threads. Keeps kMost pages at most, and never what somebody typed or is told.
class BlankPages {
 public:
  static constexpr std::size_t kMost = 64;
  // What to render in place of the token; nothing that a template or a token holds.
  static constexpr std::string_view kMark = "portillon-blank-token-8f1c2e5ab7d94360";

  // Names what is shown. Nothing if the view holds an error, a notice, a text or a value of its
  // own, or the frame a remaining time.
  static std::optional<std::string> name_of(const View& view, const Frame& frame);

  // With `token` in it; nothing if it was not kept.
  std::optional<std::string> find(const std::string& name, std::string_view token) const;
  // `html` was rendered with kMark.
  void keep(const std::string& name, std::string_view html);

 private:
  using Pieces = std::vector<std::string>;  // the token stands between each and the next
  mutable std::shared_mutex mutex_;
  std::map<std::string, Pieces> kept_;
};

}  // namespace portillon
