#include "shell/palette_config.h"

#include <cmath>
#include <cstdio>

namespace portillon {
namespace {

struct Setting {
  std::string_view key;
  Colour colour;
};

// Rounded down, so that 6.996 is never told as the 7 that was wanted.
std::string ratio(double value) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f", std::floor(value * 100) / 100);
  return text;
}

void stand_out(const ConfigTable& table, const Setting& setting, Colour ground,
               std::string_view what) {
  const double is = contrast(setting.colour, ground);
  table.require(setting.key, is >= kTextContrast,
                setting.colour.text() + " stands out " + ratio(is) + " to 1 from " +
                    std::string(what) + " (" + ground.text() + "); at least " +
                    ratio(kTextContrast) + " to 1 is wanted");
}

bool read_colour(ConfigTable& table, Setting& setting) {
  std::string text;
  table.text(setting.key, text, 7);
  if (text.empty()) return false;
  const auto colour = Colour::parse(text);
  table.require(setting.key, colour.has_value(), "is not a colour such as \"#0f5c3f\"");
  setting.colour = *colour;
  return true;
}

// What is written on the primary colour, where the caisse does not say: what stands out more.
Colour on_top_of(Colour primary) {
  const Colour white(255, 255, 255);
  const Colour black(0, 0, 0);
  return contrast(primary, white) >= contrast(primary, black) ? white : black;
}

void check_accent(const ConfigTable& table, const Accent& accent, std::string_view primary,
                  std::string_view on, const Grounds& grounds) {
  stand_out(table, {primary, accent.primary}, grounds.paper, "the page");
  stand_out(table, {primary, accent.primary}, grounds.field, "fields");
  stand_out(table, {on, accent.on}, accent.primary, "buttons");
  stand_out(table, {on, accent.on}, accent.hover, "buttons under the pointer");
}

}  // namespace

void read_palette(ConfigTable& caisse, Palette& palette) {
  Setting light{"primary", palette.light.primary}, on_light{"on_primary", {}};
  Setting dark{"primary_dark", palette.dark.primary}, on_dark{"on_primary_dark", {}};
  const bool has_light = read_colour(caisse, light);
  const bool has_dark = read_colour(caisse, dark);
  const bool has_on_light = read_colour(caisse, on_light);
  const bool has_on_dark = read_colour(caisse, on_dark);
  caisse.require(light.key, !has_light || has_dark, "wants primary_dark beside it");
  caisse.require(dark.key, !has_dark || has_light, "wants primary beside it");
  if (has_light) {
    palette.light = {light.colour, light.colour.darker(), on_top_of(light.colour)};
    palette.dark = {dark.colour, dark.colour.lighter(), on_top_of(dark.colour)};
  }
  if (has_on_light) palette.light.on = on_light.colour;
  if (has_on_dark) palette.dark.on = on_dark.colour;
  check_accent(caisse, palette.light, light.key, on_light.key, kLightGrounds);
  check_accent(caisse, palette.dark, dark.key, on_dark.key, kDarkGrounds);
}

}  // namespace portillon
