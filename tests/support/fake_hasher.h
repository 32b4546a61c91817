#pragma once
// A Hasher that costs nothing and counts what the real one would have computed.

#include <map>
#include <string>

#include "crypto/secret.h"
#include "page/world.h"

namespace portillon::test {

class FakeHasher final : public Hasher {
 public:
  unsigned computed = 0;  // in all
  bool busy = false;      // no place is free

  // The memory of the real one reaches no further than one request.
  void new_request() { known_.clear(); }

  static std::string stored(MemberId member, std::string_view password) {
    return "fake$" + bound(member, password);
  }
  static std::string stored_long_ago(MemberId member, std::string_view password) {
    return "old$" + bound(member, password);
  }

  std::string hash(MemberId member, const Secret& password) override {
    compute("hash", password);
    return stored(member, password.reveal());
  }
  bool matches(std::string_view hashed, MemberId member, const Secret& password) override {
    compute(hashed, password);
    return hashed.substr(hashed.find('$') + 1) == bound(member, password.reveal());
  }
  bool matches_nobody(const Secret& password) override {
    compute("nobody", password);
    return false;
  }
  bool needs_rehash(std::string_view hashed) override { return hashed.starts_with("old$"); }

 private:
  static std::string bound(MemberId member, std::string_view password) {
    return std::to_string(member) + '$' + std::string(password);
  }
  void compute(std::string_view what, const Secret& password) {
    if (busy) throw Busy{};
    if (!known_[std::string(what) + '\0' + std::string(password.reveal())]++) ++computed;
  }
  std::map<std::string, unsigned> known_;
};

}  // namespace portillon::test
