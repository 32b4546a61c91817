#include "shell/visitor.h"

#include <utility>

#include "crypto/token.h"
#include "page/page.h"
#include "shell/csrf.h"

namespace portillon {
namespace {

constexpr unsigned reads_of(Cookie kind) {
  switch (kind) {
    case Cookie::visit:
      return kReadsVisit;
    case Cookie::journey:
      return kReadsJourney;
    case Cookie::full:
      return kReadsFull;
    case Cookie::permit:
      return kReadsPermit;
    case Cookie::kept:
      return kReadsKept;
  }
  return 0;
}

std::size_t index(Cookie kind) { return static_cast<std::size_t>(kind); }

}  // namespace

Visitor::Visitor(const Program& program, std::string_view cookie_header)
    : program_(program), cookies_(parse_cookies(cookie_header)) {
  // A page looks at what it reads and at nothing else.
  for (const Cookie kind : kCookies) {
    if ((program.page.reads & reads_of(kind)) == 0) cookies_[kind] = {};
  }
  Sent& visit = cookies_[Cookie::visit];
  if (visit.value) visit_ = open_visit(program.keys.ring("visit"), visit.value->reveal());
  visit.stale |= visit.value && !visit_;
  if (visit_) session_.visit = visit_->visit;
  Sent& permit = cookies_[Cookie::permit];
  if (permit.value) {
    session_.permit = open_permit(program.keys.ring("browser"), permit.value->reveal());
  }
  permit.stale |= permit.value && !session_.permit;
  Sent& kept = cookies_[Cookie::kept];
  if (kept.value) session_.kept = open_kept(program.keys.ring("visit"), kept.value->reveal());
  kept.stale |= kept.value && !session_.kept;
}

bool Visitor::owns(std::string_view csrf) const {
  return token_matches(program_.page.reads, visit_ ? &*visit_ : nullptr, cookies_, csrf);
}

std::optional<SessionId> Visitor::id_of(Cookie kind) const {
  const Sent& sent = cookies_[kind];
  if (!sent.value) return std::nullopt;
  return token_digest(*sent.value);
}

std::optional<SessionId> Visitor::on_the_way() const {
  if (standing_.journey) return id_of(Cookie::journey);
  if (standing_.full) return id_of(Cookie::full);
  return std::nullopt;
}

bool Visitor::has_rows() const { return sent(Cookie::journey) || sent(Cookie::full); }

void Visitor::load(Storage& storage) {
  standing_ = storage.load(id_of(Cookie::journey), id_of(Cookie::full));
  session_.journey = standing_.journey;
  session_.full = standing_.full;
}

void Visitor::load_nothing(Time now) {
  standing_ = {now, std::nullopt, std::nullopt};
  session_.journey.reset();
  session_.full.reset();
}

std::string Visitor::csrf(Random& random) {
  if (program_.page.reads & kReadsVisit) {
    if (!visit_) keep_visit(session_.visit, random);
    return csrf_token(visit_->token, random);
  }
  if (session_.journey) return csrf_token(*cookies_[Cookie::journey].value, random);
  if (session_.full) return csrf_token(*cookies_[Cookie::full].value, random);
  return {};
}

void Visitor::keep_visit(Visit visit, Random& random) {
  Secret token = visit_ ? std::move(visit_->token) : make_token(random);
  visit_ = SealedVisit{std::move(token), std::move(visit)};
  news_[index(Cookie::visit)] = seal_visit(program_.keys.ring("visit"), *visit_);
}

SessionId Visitor::start(Cookie kind, Random& random) {
  const Secret token = make_token(random);
  news_[index(kind)] = std::string(token.reveal());
  return token_digest(token);
}

void Visitor::end(Cookie kind) { news_[index(kind)] = ""; }

Change Visitor::change(const Effects& effects, Random& random) {
  Change change;
  change.now = standing_.now;
  change.page = program_.page.stem;
  if (standing_.journey) change.journey = id_of(Cookie::journey);
  if (standing_.full) change.full = id_of(Cookie::full);
  news_[index(Cookie::journey)].reset();  // an earlier run that lost its race
  news_[index(Cookie::full)].reset();
  news_[index(Cookie::permit)].reset();
  news_[index(Cookie::kept)].reset();
  for (const Effect& effect : effects) {
    if (const auto* visit = std::get_if<SetVisit>(&effect)) {
      keep_visit(visit->visit, random);
    } else if (const auto* set = std::get_if<SetPermit>(&effect)) {
      news_[index(Cookie::permit)] = seal_permit(program_.keys.ring("browser"), set->permit);
    } else if (const auto* keep = std::get_if<Keep>(&effect)) {
      news_[index(Cookie::kept)] = seal_kept(program_.keys.ring("visit"), keep->kept);
    } else if (std::holds_alternative<Forget>(effect)) {
      end(Cookie::kept);
    } else if (std::holds_alternative<StartJourney>(effect)) {
      change.new_journey = start(Cookie::journey, random);
    } else if (std::holds_alternative<StartSession>(effect)) {
      change.new_session = start(Cookie::full, random);
      end(Cookie::journey);
    } else if (std::holds_alternative<EndJourney>(effect)) {
      end(Cookie::journey);
    } else if (std::holds_alternative<EndSession>(effect)) {
      end(Cookie::full);
    }
  }
  return change;
}

void Visitor::write_cookies(RawResponse& response) const {
  for (const Cookie kind : kCookies) {
    const auto& news = news_[index(kind)];
    // What was forged, cut or doubled shall not come again and again.
    if (news && !news->empty()) {
      response.add("Set-Cookie", set_cookie(kind, *news));
    } else if (news || cookies_[kind].stale) {
      response.add("Set-Cookie", delete_cookie(kind));
    }
  }
}

}  // namespace portillon
