#include "shell/exchange.h"

#include <chrono>
#include <thread>
#include <variant>

#include "shell/answer.h"
#include "shell/csrf.h"
#include "store/connection.h"

namespace portillon {
namespace {

constexpr unsigned kMostRuns = 20;
constexpr unsigned kRunsBeforeWaiting = 4;
// A node of a cluster that waits for the others may take long to refuse: no run begins after this,
// so that the answer comes before nginx gives up (15 s).
constexpr std::chrono::seconds kRunsWithin{5};

bool needs_nothing_stored(const Effects& effects) {
  for (const Effect& effect : effects) {
    if (!std::holds_alternative<SetVisit>(effect) && !std::holds_alternative<Keep>(effect) &&
        !std::holds_alternative<Forget>(effect) && !std::holds_alternative<Note>(effect)) {
      return false;
    }
  }
  return true;
}

std::string allowed(const Page& page) {
  if (page.machine) return "GET, POST";
  return page.gets ? (page.posts ? "GET, HEAD, POST" : "GET, HEAD") : "POST";
}

// The time for a request that needs no row. Nothing lasting is decided by it: effects are applied
// only after load(), with the database's.
Time machine_time() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

constexpr std::string_view kLanguageQuery[] = {"langue"};

// The language of a link that was pressed. Nothing is lost by one that cannot be read.
std::optional<Language> chosen_language(const Program& program, const RawRequest& raw) {
  if (program.page.machine) return std::nullopt;
  const auto query = parse_query(raw.query, kLanguageQuery);
  const auto language = query ? Language::parse((*query)[kLanguageQuery[0]]) : std::nullopt;
  return language && program.renderer.speaks(*language) ? language : std::nullopt;
}

}  // namespace

Language language_of(const Program& program, const RawRequest& raw) {
  if (const auto chosen = chosen_language(program, raw)) return *chosen;
  const auto kept = language_in(raw.cookies);
  return kept && program.renderer.speaks(*kept) ? *kept : Language{};
}

// Where a person goes on: the page itself, or for one that only takes forms, the page that leads to
// where things stand.
std::string Exchange::way_on() const {
  const Site& site = program_.settings.site;
  if (program_.page.gets) {
    const std::string_view url = url_under_prefix(raw_.path, program_.page.stem, site);
    return url.empty() ? url_of(program_.page.stem, site) : site.prefix + std::string(url);
  }
  return url_of(visitor_.sent(Cookie::full) ? "account" : "identify", site);
}

RawResponse Exchange::shell_view(int status, const View& view) {
  RawResponse raw =
      answer(program_, {status, view, {}, {}, false}, {"", way_on(), request_.language});
  visitor_.write_cookies(raw);
  return raw;
}

RawResponse Exchange::refuse(const Refusal& refusal) {
  program_.metrics.event("request_refused");
  program_.log.write("request_refused", {{"id", clean_request_id(raw_.request_id)},
                                         {"reason", refusal.word},
                                         {"status", std::int64_t{refusal.status}}});
  if (program_.page.machine) return plain_answer(refusal.status, "refused\n");
  View view("refused");
  view.body().set("REASON", refusal.reason);
  return shell_view(refusal.status, view);
}

RawResponse Exchange::refuse(FormProblem problem) {
  const int status = status_of(problem);
  const MessageId reason = status == 413 ? msg::shell_refused_size : msg::shell_refused_form;
  return refuse({status, reason, name_of(problem)});
}

void Exchange::tell_stale(std::string_view word) const {
  program_.metrics.event("form_stale");
  program_.log.write("form_stale", {{"id", clean_request_id(raw_.request_id)}, {"reason", word}});
}

RawResponse Exchange::stale(std::string_view word) {
  tell_stale(word);
  return shell_view(403, View("stale"));
}

std::optional<RawResponse> Exchange::read_query() {
  auto query = parse_query(raw_.query, program_.page.query);
  if (!query) return refuse(query.problem());
  request_.query = *query;
  return std::nullopt;
}

std::optional<RawResponse> Exchange::read_machine() {
  const Body body{raw_.content_type, raw_.content_length, raw_.body};
  auto fields = parse_machine(raw_.query, request_.method == Method::post ? &body : nullptr);
  if (!fields) return refuse(fields.problem());
  request_.form = *fields;
  return std::nullopt;
}

std::optional<RawResponse> Exchange::read_form() {
  const auto form =
      parse_form({raw_.content_type, raw_.content_length, raw_.body}, program_.page.form);
  if (!form) return refuse(form.problem());
  if (!is_our_own(raw_.fetch_site, raw_.origin, program_.settings.site.origin)) {
    return stale("other_site");
  }
  if (!form->csrf) return stale("no_token");
  request_.form = form->fields;
  if (visitor_.owns(*form->csrf)) return std::nullopt;
  // Where only the token can tell, nothing of a form is even shown again.
  const Page& page = program_.page;
  if (!page.gets || (page.reads & kReadsKept) == 0 || raw_.fetch_site != "same-origin") {
    return stale("other_token");
  }
  request_.late = true;
  request_.method = Method::get;
  tell_stale("other_token");
  return std::nullopt;
}

RawResponse Exchange::run() {
  const Page& page = program_.page;
  const std::string_view url = url_under_prefix(raw_.path, page.stem, program_.settings.site);
  if (url.empty()) return refuse({404, msg::shell_unknown_page, "unknown_page"});
  // What is asked of a page for programs with GET changes something: HEAD must not.
  const bool get = raw_.method == "GET" || (raw_.method == "HEAD" && !page.machine);
  if (!(get && page.gets) && !(raw_.method == "POST" && page.posts)) {
    RawResponse refused = refuse({405, msg::shell_refused_method, "method"});
    refused.add("Allow", allowed(page));
    return refused;
  }
  request_.method = get ? Method::get : Method::post;
  request_.url = url;
  take_place();
  if (auto refused = page.machine ? read_machine() : get ? read_query() : read_form()) {
    return std::move(*refused);
  }
  request_.client = client_network(raw_.remote_address);
  request_.desk = desk_of(raw_.remote_address, program_.desks);
  request_.inside = is_inside(raw_.remote_address, program_.inside);
  request_.device = device_of(raw_.user_agent);
  return run_page();
}

// A form that starts something, and costs the work that refusing spares; a page that is only shown
// is as quickly shown as refused. What programs send comes from our own networks.
bool Exchange::begins() const { return request_.method == Method::post && !program_.page.machine; }

void Exchange::take_place() {
  if (program_.backlog == nullptr) return;
  const bool works = begins() || program_.page.machine || visitor_.has_rows();
  if (works && raw_.waited > Backlog::kPatience) throw Shed{};
  if (begins() && !visitor_.has_rows()) beginner_.emplace(*program_.backlog);
}

// Any browser can send a cookie: only one whose journey or session lives goes before the others. A
// stranger's journey does as a member's, so who is let in tells nothing.
void Exchange::take_place_of_unknown() {
  if (program_.backlog == nullptr || !begins() || beginner_) return;
  const auto id = visitor_.on_the_way();
  if (!id || !program_.backlog->has_turn(*id)) beginner_.emplace(*program_.backlog);
}

RawResponse Exchange::run_page() {
  const auto until = std::chrono::steady_clock::now() + kRunsWithin;
  while (runs_ < kMostRuns && std::chrono::steady_clock::now() < until) {
    try {
      if (auto done = run_once()) return std::move(*done);
    } catch (const Conflict&) {
      // While reading: a node that waited in vain for what the others have committed.
    }
    if (runs_ >= kRunsBeforeWaiting) std::this_thread::sleep_for(std::chrono::milliseconds(runs_));
  }
  throw Contended();
}

std::optional<RawResponse> Exchange::run_once() {
  ++runs_;
  const bool writes = request_.method == Method::post || program_.page.machine;
  if (writes || visitor_.has_rows() || runs_ > 1) {
    visitor_.load(worker_.storage);
    if (runs_ == 1) {
      take_place_of_unknown();
      tell_unknown_session();
    }
  } else {
    visitor_.load_nothing(machine_time());
  }
  const World world{visitor_.now(), program_.settings, program_.keys,     worker_.storage.records(),
                    hasher_,        worker_.random,    program_.breached, program_.node};
  const Step step = program_.page.run(request_, visitor_.session(), world);
  hasher_.give_place_back();  // the database's work must not keep others from computing
  Change change = visitor_.change(step.effects, worker_.random);
  change.device = request_.device;
  change.language = request_.language;
  // Rendered before anything is changed: a page that cannot be shown has done nothing.
  RawResponse raw = answer(program_, step.response, frame(step.response));
  visitor_.write_cookies(raw);
  if (const auto chosen = chosen_language(program_, raw_)) {
    raw.add("Set-Cookie", set_language_cookie(*chosen));
  }
  if (!needs_nothing_stored(step.effects) && !worker_.storage.apply(step.effects, change)) {
    return std::nullopt;
  }
  program_.wake.call(step.effects);
  program_.metrics.done(step.effects, visitor_.session());
  tell(step.effects);
  return raw;
}

// Alarms beside the audit trail, and what is no row of it. Only what was really done.
void Exchange::tell(const Effects& effects) const {
  const std::string_view id = clean_request_id(raw_.request_id);
  for (const Effect& effect : effects) {
    if (const auto* note = std::get_if<Note>(&effect)) {
      program_.log.write(name_of(note->event), {{"id", id}, {"detail", note->detail}});
      continue;
    }
    const auto* audit = std::get_if<Audit>(&effect);
    if (audit == nullptr || !is_alarm(audit->event)) continue;
    program_.log.write(name_of(audit->event), {{"level", "warning"}, {"id", id}});
  }
}

// A cookie of a journey or session that is over, was ended from elsewhere, or never was.
void Exchange::tell_unknown_session() const {
  for (const Cookie kind : {Cookie::journey, Cookie::full}) {
    const bool alive = kind == Cookie::journey ? visitor_.session().journey.has_value()
                                               : visitor_.session().full.has_value();
    if (alive || !visitor_.sent(kind)) continue;
    program_.metrics.event("session_unknown");
    program_.log.write("session_unknown",
                       {{"id", clean_request_id(raw_.request_id)},
                        {"kind", kind == Cookie::journey ? "journey" : "session"}});
  }
}

// Of the journey or session that the shown page needs; a page that reads the visit needs none.
std::optional<Remaining> Exchange::remaining(const View& view) const {
  if (program_.page.reads & kReadsVisit) return std::nullopt;
  const Session& session = visitor_.session();
  const Limits& limits = program_.settings.limits;
  if (view.shows_abandon() && session.journey) {
    return Remaining{"journey", ends_of(*session.journey, limits), visitor_.now()};
  }
  if (view.shows_sign_out() && session.full) {
    return Remaining{"session", ends_of(*session.full, limits), visitor_.now()};
  }
  return std::nullopt;
}

Frame Exchange::frame(const Response& response) {
  const View* view = std::get_if<View>(&response.content);
  if (view == nullptr) return {};
  return {visitor_.csrf(worker_.random), program_.settings.site.prefix + request_.url,
          request_.language, remaining(*view)};
}

}  // namespace portillon
