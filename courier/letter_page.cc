#include "courier/letter_page.h"

#include <cairo-pdf.h>

#include <cmath>

#include "courier/letter_archive.h"
#include "courier/letter_text.h"

// Here and not in a file of their own, because the linker takes from a library only what is called.
#ifdef __SANITIZE_ADDRESS__
// fontconfig 2.14 loses 288 bytes once per process while it reads its configuration; without this
// no program that makes a letter ends well under the leak sanitizer.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig.so"; }
extern "C" const char* __lsan_default_options();
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }
#endif
#ifdef __SANITIZE_THREAD__
// Pango reads fonts in a thread of its own and waits for it with GLib's futex locks, which the
// thread sanitizer cannot see.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:libpango\nrace:libfontconfig\nrace:libglib\n";
}
#endif

namespace portillon {
namespace {

constexpr double kPointsPerMm = 72.0 / 25.4;
constexpr double points(double mm) { return mm * kPointsPerMm; }
double millimetres(int pango_units) {
  return static_cast<double>(pango_units) / PANGO_SCALE / kPointsPerMm;
}

cairo_status_t append(void* pdf, const unsigned char* bytes, unsigned int length) noexcept {
  try {
    static_cast<Bytes*>(pdf)->append(reinterpret_cast<const char*>(bytes), length);
    return CAIRO_STATUS_SUCCESS;
  } catch (...) {  // an exception must not cross cairo's C frames
    return CAIRO_STATUS_WRITE_ERROR;
  }
}

const char* tag_name(LetterTag tag) {
  switch (tag) {
    case LetterTag::kHeading:
      return "H1";
    case LetterTag::kParagraph:
      return "P";
  }
  return "P";
}

struct FontFree {
  void operator()(PangoFontDescription* d) const { pango_font_description_free(d); }
};
using Font = std::unique_ptr<PangoFontDescription, FontFree>;

Font font_of(const TextStyle& style) {
  Font font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), style.font);
  pango_font_description_set_size(font.get(),
                                  static_cast<gint>(std::lround(style.points * PANGO_SCALE)));
  pango_font_description_set_weight(font.get(),
                                    style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  return font;
}

}  // namespace

LetterPage::LetterPage(const std::string& title, const std::string& author, Language language,
                       std::chrono::sys_seconds made_at)
    : facts_{title, author, std::string(language.tag()), made_at},
      fonts_(pango_cairo_font_map_new()),
      pdf_(std::make_unique<Bytes>()) {
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts_.get()), 72);
  context_.reset(pango_font_map_create_context(fonts_.get()));
  pango_context_set_language(context_.get(), pango_language_from_string(facts_.language.c_str()));
  // Positions are for paper, not for the pixels of a screen.
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  require_font(kLetterFont);
  require_font(kLetterMonoFont);

  using letter_geometry::kSheet;
  surface_.reset(cairo_pdf_surface_create_for_stream(append, pdf_.get(), points(kSheet.right),
                                                     points(kSheet.bottom)));
  cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_AUTHOR, author.c_str());
  cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATOR, "Portillon");
  cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                 iso_time(made_at).c_str());
  cairo_.reset(cairo_create(surface_.get()));
  cairo_tag_begin(cairo_.get(), "Document", nullptr);
}

void LetterPage::require_font(const char* family) const {
  const Font wanted = font_of(TextStyle{.font = family});
  const std::unique_ptr<PangoFont, Unref> found(
      pango_context_load_font(context_.get(), wanted.get()));
  const Font got(found ? pango_font_describe(found.get()) : nullptr);
  const char* name = got ? pango_font_description_get_family(got.get()) : nullptr;
  if (name == nullptr || std::string_view(name) != family) {
    throw LetterError("letter: font " + std::string(family) +
                      " is not installed (package fonts-liberation2)");
  }
}

LetterPage::Layout LetterPage::layout(const std::string& markup, const TextStyle& style,
                                      double width) const {
  Layout result(pango_layout_new(context_.get()));
  pango_layout_set_font_description(result.get(), font_of(style).get());
  pango_layout_set_alignment(result.get(), style.alignment);
  pango_layout_set_auto_dir(result.get(), FALSE);
  pango_layout_set_wrap(result.get(), PANGO_WRAP_WORD_CHAR);
  if (width > 0) {
    pango_layout_set_width(result.get(),
                           static_cast<int>(std::lround(points(width) * PANGO_SCALE)));
  }
  if (style.line_height > 0) {
    PangoAttrList* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes,
                           pango_attr_line_height_new_absolute(static_cast<int>(
                               std::lround(style.points * style.line_height * PANGO_SCALE))));
    pango_layout_set_attributes(result.get(), attributes);
    pango_attr_list_unref(attributes);
  }
  char* plain = nullptr;
  PangoAttrList* spans = nullptr;
  if (pango_parse_markup(markup.data(), static_cast<int>(markup.size()), 0, &spans, &plain, nullptr,
                         nullptr) == FALSE) {
    throw LetterError("letter: markup that Pango refuses");
  }
  pango_layout_set_text(result.get(), plain, -1);
  g_free(plain);
  if (PangoAttrList* both = pango_layout_get_attributes(result.get())) {
    pango_attr_list_splice(both, spans, 0, 0);
    pango_layout_set_attributes(result.get(), both);
  } else {
    pango_layout_set_attributes(result.get(), spans);
  }
  pango_attr_list_unref(spans);
  return result;
}

double LetterPage::height(const std::string& markup, const TextStyle& style, double width) const {
  int units = 0;
  pango_layout_get_size(layout(markup, style, width).get(), nullptr, &units);
  return millimetres(units);
}

double LetterPage::width(const std::string& markup, const TextStyle& style) const {
  int units = 0;
  pango_layout_get_size(layout(markup, style, 0).get(), &units, nullptr);
  return millimetres(units);
}

double LetterPage::text(const std::string& markup, const TextStyle& style, double left, double top,
                        double width, LetterTag tag) {
  const Layout set = layout(markup, style, width);
  cairo_tag_begin(cairo_.get(), tag_name(tag), nullptr);
  cairo_set_source_rgb(cairo_.get(), style.colour.red(), style.colour.green(), style.colour.blue());
  cairo_move_to(cairo_.get(), points(left), points(top));
  pango_cairo_show_layout(cairo_.get(), set.get());
  cairo_tag_end(cairo_.get(), tag_name(tag));
  int units = 0;
  pango_layout_get_size(set.get(), nullptr, &units);
  return millimetres(units);
}

void LetterPage::line(double x1, double y1, double x2, double y2, double thickness, Colour colour) {
  cairo_set_source_rgb(cairo_.get(), colour.red(), colour.green(), colour.blue());
  cairo_set_line_width(cairo_.get(), points(thickness));
  cairo_move_to(cairo_.get(), points(x1), points(y1));
  cairo_line_to(cairo_.get(), points(x2), points(y2));
  cairo_stroke(cairo_.get());
}

void LetterPage::frame(const letter_geometry::Rect& rect, double thickness, Colour colour) {
  cairo_set_source_rgb(cairo_.get(), colour.red(), colour.green(), colour.blue());
  cairo_set_line_width(cairo_.get(), points(thickness));
  cairo_rectangle(cairo_.get(), points(rect.left), points(rect.top), points(rect.width()),
                  points(rect.height()));
  cairo_stroke(cairo_.get());
}

void LetterPage::fill(std::span<const letter_geometry::Rect> rects, Colour colour) {
  cairo_set_source_rgb(cairo_.get(), colour.red(), colour.green(), colour.blue());
  for (const letter_geometry::Rect& rect : rects) {
    cairo_rectangle(cairo_.get(), points(rect.left), points(rect.top), points(rect.width()),
                    points(rect.height()));
  }
  cairo_fill(cairo_.get());
}

Bytes LetterPage::finish() {
  cairo_tag_end(cairo_.get(), "Document");
  cairo_show_page(cairo_.get());
  const cairo_status_t drawn = cairo_status(cairo_.get());
  cairo_.reset();
  cairo_surface_finish(surface_.get());
  const cairo_status_t written = cairo_surface_status(surface_.get());
  for (const cairo_status_t status : {drawn, written}) {
    if (status != CAIRO_STATUS_SUCCESS) {
      throw LetterError(std::string("letter: cairo: ") + cairo_status_to_string(status));
    }
  }
  return as_archive(std::move(*pdf_), facts_);
}

}  // namespace portillon
