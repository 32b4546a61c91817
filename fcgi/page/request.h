#pragma once
// A request after the door: decoded once, UTF-8, without NUL, no repeated and (for a form) no
// unknown names.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "page/language.h"

namespace portillon {

enum class Method : std::uint8_t { get, post };  // HEAD is answered as GET without a body

class Fields {
 public:
  Fields() = default;
  explicit Fields(std::map<std::string, std::string, std::less<>> values)
      : values_(std::move(values)) {}

  // The value, or empty when the field is absent: a browser sends an empty field as readily as
  // none.
  std::string_view operator[](std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string_view{} : std::string_view{found->second};
  }
  bool has(std::string_view name) const { return values_.contains(name); }
  bool empty() const { return values_.empty(); }

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

struct Request {
  Method method = Method::get;
  std::string
      url;  // under the prefix, such as "sante/pret": which of the page's addresses was asked for
  Fields query;  // GET only; unknown names were left out
  Fields form;   // POST only, without the CSRF token, which the shell checked; see Page::machine
  // Our own form, with the token of a journey or session that this browser has no more: nothing of
  // it may be done. `method` is get, so that a page which does not look does nothing; `form` is
  // what was typed, to be shown again to whom it belongs. Only where the page reads what was kept.
  bool late = false;
  std::string client;   // the client's network: an IPv4 address or an IPv6 /64, in canonical text
  std::string desk;     // name of the agency desk (Settings::desks) that it comes from, or empty
  bool inside = false;  // comes from a network that configuration names as inside (health details)
  Language language;    // that the visitor chose, or French
  std::string device;   // browser and system family, such as "Firefox, Windows"
};

}  // namespace portillon
