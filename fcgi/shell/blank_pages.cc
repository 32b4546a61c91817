#include "shell/blank_pages.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <variant>

#include "shell/render.h"

namespace portillon {
namespace {

bool is_empty_text(const Part::Value& value) {
  const auto* plain = std::get_if<std::string>(&value);
  return plain != nullptr && plain->empty();
}

// Variables that are set to nothing, as the fields of a fresh form are.
bool is_blank(const Part& part) {
  return part.sections().empty() && std::ranges::all_of(part.values(), [](const auto& each) {
           return is_empty_text(each.second);
         });
}

}  // namespace

std::optional<std::string> BlankPages::name_of(const View& view, const Frame& frame) {
  if (!view.errors().empty() || !view.notices().empty() || view.heading() || frame.remaining ||
      !is_blank(view.body())) {
    return std::nullopt;
  }
  std::string name = view.stem();
  name.append(" ").append(frame.language.tag()).append(" ").append(frame.action).append(" ");
  name.append(std::to_string(view.step_number())).append("/").append(std::to_string(view.steps()));
  name.append(view.shows_abandon() ? " abandon" : "").append(view.shows_sign_out() ? " leave" : "");
  for (const auto& [variable, value] : view.body().values()) name.append(" ").append(variable);
  return name;
}

std::optional<std::string> BlankPages::find(const std::string& name, std::string_view token) const {
  const std::shared_lock lock(mutex_);
  const auto found = kept_.find(name);
  if (found == kept_.end()) return std::nullopt;
  const Pieces& pieces = found->second;
  std::size_t size = token.size() * (pieces.size() - 1);
  for (const std::string& piece : pieces) size += piece.size();
  std::string html;
  html.reserve(size);
  for (const std::string& piece : pieces) {
    if (&piece != &pieces.front()) html += token;
    html += piece;
  }
  return html;
}

void BlankPages::keep(const std::string& name, std::string_view html) {
  Pieces pieces;
  for (;;) {
    const std::size_t end = html.find(kMark);
    pieces.emplace_back(html.substr(0, end));
    if (end == std::string_view::npos) break;
    html.remove_prefix(end + kMark.size());
  }
  const std::unique_lock lock(mutex_);
  if (kept_.size() < kMost) kept_.emplace(name, std::move(pieces));
}

}  // namespace portillon
