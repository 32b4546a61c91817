// What the shell does around a page, without sockets, cookies and tokens.
#include <algorithm>
#include <stdexcept>

#include "crypto/mac.h"
#include "domain/typeset.h"
#include "shell/render.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

// One for all: templates are read from disk once per test program.
const Renderer& renderer(const Settings& settings) {
  static const std::filesystem::path pages = PORTILLON_SOURCE "/pages";
  static const std::vector<std::string_view> stems = [] {
    std::vector<std::string_view> found;
    for (const PageEntry& page : kPages) {
      if (std::filesystem::exists(pages / (std::string(page.stem) + ".html"))) {
        found.push_back(page.stem);
      }
    }
    return found;
  }();
  static const Renderer shared(pages, settings, stems);
  return shared;
}

std::string_view first_url(std::string_view stem) {
  for (const PageEntry& page : kPages) {
    if (page.stem == stem) return page.urls.substr(0, page.urls.find(' '));
  }
  throw std::logic_error("no such page");
}

bool says_it(const Part& part, MessageId id) {
  for (const auto& [name, value] : part.values()) {
    const Text* text = std::get_if<Text>(&value);
    if (text != nullptr && text->id == id) return true;
  }
  for (const auto& [name, parts] : part.sections()) {
    for (const Part& inner : parts) {
      if (says_it(inner, id)) return true;
    }
  }
  return false;
}

void check_names(std::span<const std::string_view> known, FieldList list) {
  for (const auto& [name, value] : list) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw std::logic_error("the page does not know the field " + name);
    }
  }
}

}  // namespace

std::string Answer::place() const {
  const auto& content = step.response.content;
  if (const View* view = std::get_if<View>(&content)) return view->stem();
  if (const ToPage* to = std::get_if<ToPage>(&content)) return std::string(to->stem);
  if (const ToPath* to = std::get_if<ToPath>(&content)) return to->path;
  return {};
}

bool Answer::shows(std::string_view text) const {
  return with_plain_spaces(html).find(text) != std::string::npos;
}

bool Answer::says(MessageId id) const {
  const View* view = std::get_if<View>(&step.response.content);
  if (view == nullptr) return false;
  for (const FieldError& error : view->errors()) {
    if (error.text.id == id) return true;
  }
  for (const Text& notice : view->notices()) {
    if (notice.id == id) return true;
  }
  return says_it(view->body(), id);
}

bool Answer::recorded(Event event) const {
  for (const Effect& each : step.effects) {
    const Audit* audit = std::get_if<Audit>(&each);
    if (audit != nullptr && audit->event == event) return true;
  }
  return false;
}

bool Answer::noted(Event event) const {
  if (step.effects.size() != 1) return false;
  const Note* note = std::get_if<Note>(&step.effects.front());
  return note != nullptr && note->event == event;
}

Step Town::look(const Browser& browser, const Page& page, const Request& request) {
  Session session;
  if (page.reads & kReadsVisit) session.visit = browser.visit;
  if (page.reads & kReadsPermit) session.permit = browser.permit;
  if (page.reads & kReadsKept) session.kept = browser.kept;
  if ((page.reads & kReadsJourney) && browser.journey) {
    session.journey = records.journey(*browser.journey, settings.limits, now);
  }
  if ((page.reads & kReadsFull) && browser.full) {
    session.full = records.full_session(*browser.full, settings.limits, now);
  }
  return page.run(request, session, world());
}

bool Town::settle(Browser& browser, const Step& step) {
  Applying applying;
  applying.now = now;
  applying.journey = browser.journey;
  applying.full = browser.full;
  applying.new_journey = sha256(random_bytes(random, 32));
  applying.new_full = sha256(random_bytes(random, 32));
  applying.device = browser.device;
  applying.limits = settings.limits;
  applying.language = browser.language;
  if (records.apply(step.effects, applying) == Applied::conflict) return false;
  for (const Effect& effect : step.effects) {
    if (const auto* set = std::get_if<SetVisit>(&effect)) browser.visit = set->visit;
    if (const auto* set = std::get_if<SetPermit>(&effect)) browser.permit = set->permit;
    if (const auto* keep = std::get_if<Keep>(&effect)) browser.kept = keep->kept;
    if (std::holds_alternative<Forget>(effect)) browser.kept.reset();
    if (std::holds_alternative<StartJourney>(effect)) browser.journey = applying.new_journey;
    if (std::holds_alternative<EndJourney>(effect)) browser.journey.reset();
    if (std::holds_alternative<EndSession>(effect)) browser.full.reset();
    if (std::holds_alternative<StartSession>(effect)) {
      browser.full = applying.new_full;
      browser.journey.reset();
    }
  }
  return true;
}

std::string Town::render(const Step& step) const {
  const View* view = std::get_if<View>(&step.response.content);
  if (view == nullptr) return {};
  const std::string action = settings.site.prefix + std::string(first_url(view->stem()));
  return renderer(settings).render(*view, {"token", action});
}

Answer Town::ask(Browser& browser, const Page& page, const Request& request) {
  hasher.new_request();
  for (int tries = 0; tries < 20; ++tries) {
    Step step = look(browser, page, request);
    if (!settle(browser, step)) continue;
    std::string html = render(step);
    return {std::move(step), std::move(html)};
  }
  throw std::logic_error("the page never comes to an end");
}

Answer Town::get(Browser& browser, const Page& page, FieldList query) {
  Request request = posting(browser, page, {});
  check_names(page.query, query);
  request.method = Method::get;
  request.query = fields(query);
  return ask(browser, page, request);
}

Answer Town::post(Browser& browser, const Page& page, FieldList form, std::string_view url) {
  Request request = posting(browser, page, form);
  if (!url.empty()) request.url = url;
  return ask(browser, page, request);
}

Request Town::posting(const Browser& browser, const Page& page, FieldList form) const {
  check_names(page.form, form);
  Request request;
  request.method = Method::post;
  request.url = first_url(page.stem);
  request.form = fields(form);
  request.client = browser.client;
  request.desk = browser.desk;
  request.device = browser.device;
  return request;
}

void Town::identify(Browser& browser, const Person& person) {
  post(browser, pages::identify, {{"identifier", person.identifier}});
}

void Town::to_code(Browser& browser, const Person& person) {
  identify(browser, person);
  if (person.first_access) {
    post(browser, pages::prove, {{"proof", "amount"}, {"answer", person.amount}});
  }
  post(browser, pages::channel, {{"channel", "sms"}});
  deliver();
}

void Town::to_temporary(Browser& browser, const Person& person) {
  to_code(browser, person);
  post(browser, pages::code, {{"code", code_of(person)}});
  deliver();
}

void Town::sign_in(Browser& browser, const Person& person) {
  post(browser, pages::sign_in, {{"identifier", person.identifier}, {"password", person.password}});
}

}  // namespace portillon::test
