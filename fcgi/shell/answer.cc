#include "shell/answer.h"

#include <stdexcept>
#include <variant>

namespace portillon {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";

struct Content {
  const Program& program;
  const Frame& frame;
  RawResponse& raw;

  void operator()(const View& view) const { raw.body(program.renderer.render(view, frame), kHtml); }
  void operator()(const ToPage& to) const {
    const std::string query = to.query.empty() ? "" : "?" + to.query;
    raw.add("Location", url_of(to.stem, program.settings.site) + query);
  }
  void operator()(const ToPath& to) const {
    if (!is_local_path(to.path)) throw std::invalid_argument("redirection off this host");
    raw.add("Location", to.path);
  }
  void operator()(const Bare& bare) const {
    const bool charset = !bare.type.empty() && bare.type.find("charset") == std::string::npos;
    raw.body(bare.body, charset ? bare.type + "; charset=utf-8" : bare.type);
  }
};

}  // namespace

RawResponse answer(const Program& program, const Response& response, const Frame& frame) {
  RawResponse raw(response.status);
  std::visit(Content{program, frame, raw}, response.content);
  raw.add("Cache-Control", "no-store");
  if (response.retry_after) raw.add("Retry-After", std::to_string(response.retry_after->count()));
  // Not "cookies": that would sign the visitor out of the whole site's applications.
  if (response.clear_site_data) raw.add("Clear-Site-Data", "\"cache\", \"storage\"");
  for (const auto& [name, value] : response.headers) raw.add(name, value);
  return raw;
}

RawResponse plain_answer(int status, std::string text) {
  RawResponse raw(status);
  raw.body(std::move(text), "text/plain; charset=utf-8");
  raw.add("Cache-Control", "no-store");
  return raw;
}

}  // namespace portillon
