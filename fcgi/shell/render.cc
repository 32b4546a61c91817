#include "shell/render.h"

#include <ctemplate/template.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <utility>

#include "domain/typeset.h"
#include "message_ids.h"
#include "shell/accessibility_part.h"
#include "shell/assets.h"
#include "shell/languages.h"
#include "shell/scope.h"
#include "shell/start_error.h"
#include "shell/template_names.h"

namespace portillon {
namespace {

constexpr std::string_view kPragma = "{{%AUTOESCAPE context=\"HTML\"}}\n";
constexpr std::string_view kStatic = "static/";  // no form, so nothing for a script to do
constexpr auto kStrip = ctemplate::STRIP_BLANK_LINES;

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw StartError(file.string() + ": cannot be read");
  return text;
}

// Indentation is for those who edit templates; it would be a fifth of what goes over the line.
std::string without_indentation(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool at_start = true;
  for (const char c : text) {
    if (at_start && c == ' ') continue;
    at_start = c == '\n';
    out += c;
  }
  return out;
}

std::string dialled(std::string_view phone) {
  std::string digits;
  for (const char c : phone) {
    if ((c >= '0' && c <= '9') || c == '+') digits += c;
  }
  return digits;
}

std::string section_of(std::string_view field) {
  std::string name = "ERROR_";
  for (const char c : field) name += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

Part site_part(const Settings& settings, const std::filesystem::path& pages, const Words& words) {
  const Caisse& caisse = settings.caisse;
  const CaisseWords said = caisse.words_in(words.language());
  const std::size_t host = std::min(caisse.mail.find('@'), caisse.mail.size());
  Part part;
  part.set("LANG", std::string(words.language().tag()))
      .set("PREFIX", settings.site.prefix)
      .set("HOME", settings.site.home)
      .set("CAISSE_NAME", caisse.name)
      .set("PHONE", caisse.phone)
      .set("PHONE_LINK", dialled(caisse.phone))
      .set("HOURS", words.language() == Language{} ? with_french_spaces(said.hours) : said.hours)
      .set("LETTER_DAYS", said.letter_days)
      .set("MAIL", caisse.mail)
      .set("MAIL_NAME", caisse.mail.substr(0, host))
      .set("MAIL_HOST", caisse.mail.substr(host));
  for (const Asset& asset : load_assets(pages, caisse.palette)) {
    part.set(asset.variable(), settings.site.prefix + "assets/" + asset.kept);
  }
  if (!caisse.logo.empty()) part.add("LOGO").set("LOGO_URL", caisse.logo);
  if (!caisse.phone.empty()) part.show("PHONE_LINE");
  if (!said.hours.empty()) part.show("HOURS_LINE");
  if (!caisse.mail.empty()) part.show("MAIL_LINE");
  if (direction_of(words.language()) == "rtl") part.show("RIGHT_TO_LEFT");
  add_accessibility(part, settings.accessibility);
  return part;
}

void add_errors(Part& part, const View& view) {
  Part& summary = part.add("ERRORS");
  summary.set("SUMMARY_TITLE",
              Text(msg::shell_summary, {{"count", std::to_string(view.errors().size())}}));
  for (const FieldError& error : view.errors()) {
    Part& line = summary.add("ERROR");
    line.set("TEXT", error.text);
    if (error.field.empty()) {
      line.show("AT_PAGE");
      continue;
    }
    line.add("AT_FIELD").set("HREF", error.field);
    // The first one only: what the section holds stands in attributes too, and these are not
    // repeated.
    const std::string name = section_of(error.field);
    if (!part.sections().contains(name)) part.add(name).set("ERROR_TEXT", error.text);
  }
}

void add_remaining(Part& part, const Remaining& remaining) {
  const auto seconds = [&](Time at) {
    const auto left = std::chrono::floor<std::chrono::seconds>(at - remaining.now);
    return std::to_string(left.count());
  };
  const Ends& ends = remaining.ends;
  Part& shown = part.add("REMAINING");
  shown.set("OF", std::string(remaining.of))
      .set("LEFT", seconds(ends.first()))
      .set("WHOLE", seconds(ends.whole))
      .set("WHOLE_UNTIL", clock_of(ends.whole));
  Part& open = shown.add(ends.can_be_put_off() ? "OPEN" : "LAST");
  if (ends.can_be_put_off()) open.set("UNTIL", clock_of(ends.idle));
}

}  // namespace

// One language: what it says, and what of it every page shows.
struct Renderer::Spoken {
  Words words;
  Part site;

  std::string key(std::string_view stem) const {
    return std::string(words.language().tag()) + "/" + std::string(stem) + ".html";
  }
};

struct Renderer::Templates {
  ctemplate::TemplateCache cache;
  std::map<std::string, TemplateNames, std::less<>> names;  // by stem
  std::vector<Spoken> spoken;                               // French first
  BlankPages blanks;

  void add(const std::filesystem::path& pages, std::string_view stem) {
    const std::string file = (pages / (std::string(stem) + ".html")).string();
    const std::string marked = read_file(file);
    if (!marked.starts_with(kPragma)) {
      throw StartError(file + ": its first line is not {{%AUTOESCAPE context=\"HTML\"}}");
    }
    for (const Spoken& one : spoken) {
      const std::string text = one.words.in_words(stem, marked, file);
      names.insert_or_assign(std::string(stem), TemplateNames::of(text, file));
      cache.Delete(one.key(stem));
      if (!cache.StringToTemplateCache(one.key(stem), without_indentation(text), kStrip)) {
        throw StartError(file + ": is not a well-formed template");
      }
    }
  }
};

Renderer::Renderer(const std::filesystem::path& pages, const Settings& settings,
                   std::span<const std::string_view> stems)
    : templates_(std::make_unique<Templates>()) {
  for (const Language language : offered_languages(settings.site)) {
    Words words = Words::load(pages, language);
    Part site = site_part(settings, pages, words);
    templates_->spoken.push_back({std::move(words), std::move(site)});
  }
  templates_->add(pages, "layout");
  for (const std::string_view stem : stems) templates_->add(pages, stem);
  templates_->cache.Freeze();
}

Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;

bool Renderer::speaks(Language language) const {
  return std::ranges::any_of(templates_->spoken,
                             [&](const Spoken& one) { return one.words.language() == language; });
}

const Renderer::Spoken& Renderer::spoken(Language language) const {
  for (const Spoken& one : templates_->spoken) {
    if (one.words.language() == language) return one;
  }
  return templates_->spoken.front();
}

Part Renderer::common_part(const View& view, const Frame& frame) const {
  const Spoken& here = spoken(frame.language);
  const Messages& messages = here.words.messages();
  const std::string heading_key = "heading_" + view.stem();
  const std::string heading = messages.text(view.heading().value_or(MessageId{heading_key}));
  const MessageId title = view.errors().empty() ? msg::shell_title : msg::shell_title_error;
  const std::string caisse = std::get<std::string>(here.site.values().find("CAISSE_NAME")->second);

  Part part;
  part.set("CSRF", frame.csrf).set("ACTION", frame.action).set("HEADING", heading);
  part.set("TITLE", with_plain_spaces(
                        messages.text(Text(title, {{"heading", heading}, {"caisse", caisse}}))));
  if (view.steps() > 0) {
    part.add("STEP")
        .set("NUMBER", std::to_string(view.step_number()))
        .set("OF", std::to_string(view.steps()));
  }
  if (view.shows_abandon()) part.show("ABANDON");
  if (view.shows_sign_out()) part.show("SIGN_OUT");
  if (frame.remaining) add_remaining(part, *frame.remaining);
  if (!view.stem().starts_with(kStatic)) part.show("SCRIPT");
  if (!view.errors().empty()) add_errors(part, view);
  if (!view.notices().empty()) {
    Part& notices = part.add("NOTICES");
    for (const Text& notice : view.notices()) notices.add("NOTICE").set("TEXT", notice);
  }
  if (templates_->spoken.size() > 1) {
    add_languages(part.add("LANGUAGES"), here);
  }
  return part;
}

void Renderer::add_languages(Part& part, const Spoken& here) const {
  for (const Spoken& other : templates_->spoken) {
    if (&other == &here) continue;
    part.add("LANGUAGE")
        .set("TAG", std::string(other.words.language().tag()))
        .set("LANGUAGE_NAME", other.words.messages().text(msg::language_name));
  }
}

// The token is letters, digits, - and _, which no context escapes.
std::string Renderer::render(const View& view, const Frame& frame) const {
  const auto blank = BlankPages::name_of(view, frame);
  if (!blank) return expanded(view, frame);
  if (auto html = templates_->blanks.find(*blank, frame.csrf)) return *std::move(html);
  Frame marked = frame;
  marked.csrf = BlankPages::kMark;
  templates_->blanks.keep(*blank, expanded(view, marked));
  return expanded(view, frame);
}

std::string Renderer::expanded(const View& view, const Frame& frame) const {
  const std::string file = view.stem() + ".html";
  const auto names = templates_->names.find(view.stem());
  if (names == templates_->names.end()) throw RenderError(file + ": was not loaded");
  std::string foreign = names->second.foreign_in(view.body());
  for (const FieldError& error : view.errors()) {
    const std::string name = section_of(error.field);
    if (!error.field.empty() && !names->second.sections.contains(name)) foreign = name;
  }
  if (!foreign.empty()) throw RenderError(file + ": has no " + foreign + ", which the view sets");

  const Spoken& here = spoken(frame.language);
  Rendering rendering{here.words.messages(), view.body(), here.key(view.stem()), {}, {}, nullptr};
  const Scope site(here.site, nullptr, rendering);
  const Part part = common_part(view, frame);
  const Scope common(part, &site, rendering);
  std::string html;
  html.reserve(8192);
  const bool done =
      templates_->cache.ExpandNoLoad(here.key("layout"), kStrip, &common, nullptr, &html);
  if (rendering.failure) std::rethrow_exception(rendering.failure);
  if (!rendering.unset.empty()) {
    throw RenderError(file + ": shows " + rendering.unset + ", which was not set");
  }
  if (!done) throw RenderError(file + ": could not be expanded");
  return html;
}

}  // namespace portillon
