#pragma once
// The browser behind one request: its cookies, what they stand for, and what becomes of them.

#include <array>
#include <optional>
#include <string>

#include "shell/cookie.h"
#include "shell/http.h"
#include "shell/program.h"

namespace portillon {

class Visitor {
 public:
  Visitor(const Program& program, std::string_view cookie_header);

  // Whether the token of a form belongs to this browser.
  bool owns(std::string_view csrf) const;
  // Whether a cookie of a kind that is kept in the database, and that the page reads, was sent.
  bool has_rows() const;
  // Looks them up; to be called again after a lost race.
  void load(Storage& storage);
  // Instead of load(), for a request that needs no row: so it needs no database either.
  void load_nothing(Time now);

  Time now() const { return standing_.now; }
  const Session& session() const { return session_; }
  bool sent(Cookie kind) const { return cookies_[kind].value.has_value(); }
  // Of the journey, else the full session, that load() found.
  std::optional<SessionId> on_the_way() const;

  // For the forms of the page that is about to be shown. Makes a visit if the page reads one and
  // there is none.
  std::string csrf(Random& random);

  // Notes what the effects do to the cookies, and makes the ids of what they start.
  Change change(const Effects& effects, Random& random);
  // Set-Cookie for all that has changed.
  void write_cookies(RawResponse& response) const;

 private:
  std::optional<SessionId> id_of(Cookie kind) const;
  SessionId start(Cookie kind, Random& random);
  void end(Cookie kind);
  void keep_visit(Visit visit, Random& random);

  const Program& program_;
  SentCookies cookies_;
  std::optional<SealedVisit> visit_;
  Standing standing_;
  Session session_;
  std::array<std::optional<std::string>, kCookies.size()> news_;  // "": to be deleted
};

}  // namespace portillon
