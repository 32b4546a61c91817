#include "admin/refusals.h"

#include <fcntl.h>
#include <unistd.h>

#include "shell/start_error.h"

namespace portillon {
namespace {

std::string quoted(std::string_view field) {
  if (field.find_first_of(";\"") == std::string_view::npos) return std::string(field);
  std::string text = "\"";
  for (const char c : field) text.append(c == '"' ? 2 : 1, c);
  return text + '"';
}

}  // namespace

Refusals::Refusals(const std::string& report, std::ostream& screen)
    : path_(report), screen_(screen) {
  if (path_.empty()) return;
  const int made = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (made >= 0) ::close(made);
  report_.open(path_);
  if (made < 0 || !report_) throw StartError(path_ + ": cannot be written");
  report_ << "file;line;field;reason\n";
}

void Refusals::add(std::string_view file, std::size_t line, const RowProblems& problems) {
  ++count_;
  for (const FieldProblem& problem : problems) {
    if (report_.is_open()) {
      report_ << quoted(file) << ';' << line << ';' << problem.field << ';'
              << quoted(problem.reason) << '\n';
    }
    if (count_ > kRefusalsShown) continue;
    screen_ << file << ':' << line << ": " << problem.field << (problem.field.empty() ? "" : " ")
            << problem.reason << '\n';
  }
}

void Refusals::close() {
  if (count_ > kRefusalsShown) {
    screen_ << "and " << count_ - kRefusalsShown << " more rows, "
            << (path_.empty() ? "which --report FILE would list" : "see " + path_) << '\n';
  }
  if (!report_.is_open()) return;
  report_.close();
  if (!report_) throw StartError(path_ + ": cannot be written");
}

}  // namespace portillon
