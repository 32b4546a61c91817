#include "shell/flat_json.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "domain/text.h"

namespace portillon {
namespace {

// Told by the parser what comes, in order; so nothing is built that a sender could make large, and
// of two values of one name none is lost unseen.
class Flattening {
 public:
  explicit Flattening(std::size_t most) : most_(most) {}

  FlatJson&& values() { return std::move(values_); }
  FormProblem problem() const { return problem_.value_or(FormProblem::malformed); }

  bool null() {
    passed();
    return !levels_.empty();
  }
  bool boolean(bool value) { return put(value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { return put(std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) { return put(std::to_string(value)); }
  bool number_float(double, const std::string& written) { return put(written); }
  bool string(const std::string& value) { return put(value); }
  bool binary(const nlohmann::json::binary_t&) { return false; }

  bool start_object(std::size_t) { return open(false); }
  bool key(const std::string& name) {
    if (name.find('\0') != std::string::npos) return fail(FormProblem::not_text);
    levels_.back().name = name;
    return true;
  }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(true); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    return false;
  }

 private:
  struct Level {
    bool list = false;
    std::size_t next = 0;  // of a list
    std::string name;      // of an object
  };

  bool fail(FormProblem problem) {
    problem_ = problem;
    return false;
  }
  std::string path() {
    std::string path;
    for (const Level& level : levels_) {
      if (!path.empty()) path += '.';
      path += level.list ? std::to_string(level.next) : level.name;
    }
    return path;
  }
  bool put(std::string value) {
    if (levels_.empty()) return fail(FormProblem::malformed);
    if (value.find('\0') != std::string::npos) return fail(FormProblem::not_text);
    if (values_.size() >= most_) return fail(FormProblem::too_many);
    if (!values_.emplace(path(), std::move(value)).second) return fail(FormProblem::repeated);
    passed();
    return true;
  }
  bool open(bool list) {
    if (levels_.size() >= kDeepestJson) return fail(FormProblem::malformed);
    levels_.push_back({list, 0, {}});
    return true;
  }
  bool close() {
    levels_.pop_back();
    passed();
    return true;
  }
  void passed() {
    if (!levels_.empty()) ++levels_.back().next;
  }

  std::size_t most_;
  FlatJson values_;
  std::vector<Level> levels_;
  std::optional<FormProblem> problem_;
};

}  // namespace

Outcome<FlatJson, FormProblem> flatten_json(std::string_view json, std::size_t most) {
  // The parser takes NUL for the end.
  if (!text::is_utf8(json) || json.find('\0') != json.npos) return FormProblem::not_text;
  Flattening flat(most);
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &flat)) return flat.problem();
  return flat.values();
}

}  // namespace portillon
