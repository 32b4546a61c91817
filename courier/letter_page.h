// One A4 page in PDF: text, rules and frames placed in millimetres. The only file that knows cairo
// and Pango.
#pragma once

#include <pango/pangocairo.h>

#include <chrono>
#include <memory>
#include <span>
#include <string>

#include "courier/letter_archive.h"
#include "courier/letter_geometry.h"
#include "crypto/bytes.h"
#include "domain/colour.h"
#include "page/language.h"

namespace portillon {

// Debian package fonts-liberation2; characters these lack come from whatever fontconfig knows
// (fonts-dejavu-core for Greek, Cyrillic, Arabic and more).
inline constexpr const char* kLetterFont = "Liberation Sans";
// For what is copied or read by machines: O and 0, I, l and 1 differ, every character is as wide.
inline constexpr const char* kLetterMonoFont = "Liberation Mono";

inline constexpr Colour kBlack{0, 0, 0};  // for what machines read
inline constexpr Colour kInk{0x1d, 0x24, 0x20};
inline constexpr Colour kSoftInk{0x4a, 0x55, 0x4e};

struct TextStyle {
  double points = 12;
  Colour colour = kInk;
  const char* font = kLetterFont;
  bool bold = false;
  PangoAlignment alignment = PANGO_ALIGN_LEFT;
  double line_height = 0;  // in em; 0: the font's own
};

// Names of PDF structure elements (ISO 32000-1, 14.8.4), for readers that speak.
enum class LetterTag { kHeading, kParagraph };

class LetterPage {
 public:
  // Throws LetterError when a font is not installed.
  LetterPage(const std::string& title, const std::string& author, Language language,
             std::chrono::sys_seconds made_at);

  // Height in millimetres of `markup` broken at `width` millimetres.
  double height(const std::string& markup, const TextStyle& style, double width) const;
  // Width in millimetres of `markup` in one piece.
  double width(const std::string& markup, const TextStyle& style) const;
  // Sets the text with its upper left corner at (left, top); returns its height.
  double text(const std::string& markup, const TextStyle& style, double left, double top,
              double width, LetterTag tag = LetterTag::kParagraph);

  void line(double x1, double y1, double x2, double y2, double thickness, Colour colour);
  void frame(const letter_geometry::Rect& rect, double thickness, Colour colour);

  // In one piece: where two of them touch there is no seam.
  void fill(std::span<const letter_geometry::Rect> rects, Colour colour);

  // Ends the document; nothing may be drawn after.
  Bytes finish();

 private:
  struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  };
  using Layout = std::unique_ptr<PangoLayout, Unref>;
  Layout layout(const std::string& markup, const TextStyle& style, double width) const;
  void require_font(const char* family) const;

  DocumentFacts facts_;
  // A font map of this page alone: Pango's default one is shared by a whole thread.
  std::unique_ptr<PangoFontMap, Unref> fonts_;
  std::unique_ptr<PangoContext, Unref> context_;
  std::unique_ptr<Bytes> pdf_;  // cairo writes here: its address must not change
  std::unique_ptr<cairo_surface_t, Unref> surface_;
  std::unique_ptr<cairo_t, Unref> cairo_;
};

}  // namespace portillon
