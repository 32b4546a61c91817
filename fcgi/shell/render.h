#pragma once
// From a view to HTML: the page's template inside the common layout, escaped by context.
//
// Strict, always: rendering throws when a shown part of a template asks for a variable that was not
// set, or when the view sets what the template does not have. (ctemplate alone would print
// nothing.) In the page tests: `Renderer(pages, settings, stems)`, then `render(view, {"token",
// "/acces/code"})`.

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "page/ends.h"
#include "page/settings.h"
#include "page/view.h"
#include "shell/blank_pages.h"
#include "shell/words.h"

namespace portillon {

struct RenderError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// How long the journey or session lasts that a page needs.
struct Remaining {
  std::string_view of;  // "journey" or "session": what « Prolonger » prolongs
  Ends ends;
  Time now;
};

// What belongs to this one answer.
struct Frame {
  std::string csrf;    // CSRF
  std::string action;  // ACTION: the page's own URL, prefix included
  Language language = {};
  std::optional<Remaining> remaining = {};  // said below the page, and watched by its script
};

// May be shared by threads. Templates are read once, by the constructor; what it renders is kept
// where it holds nothing of anybody (BlankPages).
class Renderer {
 public:
  // `pages` holds layout.html and STEM.html for each stem, and the words of French and of each
  // language of settings.site.languages. Throws StartError, naming the file: not there, without
  // the AUTOESCAPE line, not well-formed, not wholly translated.
  Renderer(const std::filesystem::path& pages, const Settings& settings,
           std::span<const std::string_view> stems);
  ~Renderer();
  Renderer(Renderer&&) noexcept;

  // Whether there are words in this language.
  bool speaks(Language language) const;

  // The whole document, in French where it does not speak the frame's language. Throws RenderError.
  //
  // Variables that every template may use: LANG, PREFIX ("/acces/"), ACTION, CSRF, HOME,
  // CAISSE_NAME, PHONE, PHONE_LINK (for href="tel:{{PHONE_LINK}}"), HOURS, LETTER_DAYS, MAIL, the
  // address of each asset (Asset::variable), and where a line may break: MAIL_NAME, MAIL_HOST
  // ("@exemple.fr").
  //
  // For each error of field `code` the section ERROR_CODE is shown with the variable ERROR_TEXT.
  // A section that the view does not add itself is looked for in the parts around it.
  std::string render(const View& view, const Frame& frame) const;

 private:
  struct Spoken;
  struct Templates;
  const Spoken& spoken(Language language) const;
  std::string expanded(const View& view, const Frame& frame) const;
  Part common_part(const View& view, const Frame& frame) const;
  void add_languages(Part& part, const Spoken& here) const;
  std::unique_ptr<Templates> templates_;
};

}  // namespace portillon
