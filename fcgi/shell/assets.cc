#include "shell/assets.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "crypto/bytes.h"
#include "crypto/mac.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashLength = 12;  // hexadecimal digits
constexpr std::string_view kRoot = ":root {";

std::string read_whole(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw StartError(file.string() + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

// The value of --token in the :root block that begins at `block`.
void set_token(std::string& css, std::size_t block, std::string_view token, Colour colour,
               const std::string& file) {
  const std::string start = "--" + std::string(token) + ": ";
  const std::size_t end = std::min(css.find('}', block), css.size());
  const std::size_t at = css.find(start, block);
  if (at == std::string::npos || at > end) {
    throw StartError(file + ": has no token --" + std::string(token));
  }
  const std::size_t value = at + start.size();
  css.replace(value, css.find(';', value) - value, colour.text());
}

void colour_style(std::string& css, const Palette& palette, const std::string& file) {
  std::size_t block = 0;
  for (const Accent& accent : {palette.light, palette.dark}) {
    block = css.find(kRoot, block);
    if (block == std::string::npos) throw StartError(file + ": has no :root of two themes");
    set_token(css, block, "primary", accent.primary, file);
    set_token(css, block, "primary-hover", accent.hover, file);
    set_token(css, block, "on-primary", accent.on, file);
    block += kRoot.size();
  }
}

// A tab's icon knows no themes: the light one's colours.
void colour_icon(std::string& svg, const Accent& accent, const std::string& file) {
  const Accent former = Palette{}.light;
  for (const auto& [from, to] :
       {std::pair(former.primary, accent.primary), std::pair(former.on, accent.on)}) {
    const std::string text = from.text();
    const std::size_t at = svg.find(text);
    if (at == std::string::npos) throw StartError(file + ": has no " + text);
    svg.replace(at, text.size(), to.text());
  }
}

std::string kept_name(std::string_view name, std::string_view bytes) {
  const std::size_t dot = name.rfind('.');
  const Digest digest = sha256(bytes);
  const std::string hash = to_hex(view(digest).substr(0, kHashLength / 2));
  return std::string(name.substr(0, dot)) + "." + hash + std::string(name.substr(dot));
}

// Comments and indentation are for those who edit these files; they are a fifth of what goes over
// the line, compressed.
std::string without_indentation(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.append(text.substr(0, end)).append(end > 0 ? "\n" : "");
    text.remove_prefix(end);
  }
  return out;
}

std::string style_for_browsers(std::string_view css) {
  std::string out;
  while (!css.empty()) {
    const std::size_t comment = std::min(css.find("/*"), css.size());
    out += css.substr(0, comment);
    const std::size_t end = css.find("*/", comment);
    css.remove_prefix(end == std::string_view::npos ? css.size() : end + 2);
  }
  return without_indentation(out);
}

// Only comments with lines of their own: elsewhere "//" may stand in a string or an expression.
std::string script_for_browsers(std::string_view script) {
  const std::string flat = without_indentation(script);
  std::string out;
  for (std::string_view rest = flat; !rest.empty();) {
    const std::size_t end = rest.find('\n') + 1;
    if (!rest.starts_with("//")) out += rest.substr(0, end);
    rest.remove_prefix(end);
  }
  return out;
}

Asset load(const fs::path& file, const Palette& palette) {
  Asset asset{file.filename().string(), {}, read_whole(file)};
  if (palette != Palette{}) {
    if (asset.name == "portillon.css") colour_style(asset.bytes, palette, file.string());
    if (asset.name == "favicon.svg") colour_icon(asset.bytes, palette.light, file.string());
  }
  if (file.extension() == ".css") asset.bytes = style_for_browsers(asset.bytes);
  if (file.extension() == ".js") asset.bytes = script_for_browsers(asset.bytes);
  asset.kept = kept_name(asset.name, asset.bytes);
  return asset;
}

}  // namespace

std::string Asset::variable() const {
  std::string out = "ASSET_" + name;
  for (char& c : out) {
    if (c == '.' || c == '-') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::vector<Asset> load_assets(const fs::path& pages, const Palette& palette) {
  const fs::path folder = pages / "assets";
  std::vector<Asset> assets;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file() && entry.path().has_extension()) {
      assets.push_back(load(entry.path(), palette));
    }
  }
  if (error) throw StartError(folder.string() + ": " + error.message());
  std::ranges::sort(assets, {}, &Asset::name);
  return assets;
}

bool is_kept_name(std::string_view file) {
  const std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos || dot < kHashLength + 2) return false;
  const std::string_view hash = file.substr(dot - kHashLength, kHashLength);
  return file[dot - kHashLength - 1] == '.' &&
         hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace portillon
