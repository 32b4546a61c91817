// `portillon breached`: the filter of stolen passwords.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "admin/breached_build.h"
#include "admin/json_object.h"
#include "admin/progress.h"
#include "admin/unseen_line.h"
#include "domain/password.h"
#include "shell/breached_filter.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

// The list, open for reading; standard input stays open.
class OpenList {
 public:
  explicit OpenList(const std::string& from)
      : file_(from == "-" ? STDIN_FILENO : ::open(from.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0) throw StartError(from + ": " + std::strerror(errno));
  }
  ~OpenList() {
    if (file_ != STDIN_FILENO) ::close(file_);
  }
  OpenList(const OpenList&) = delete;
  OpenList& operator=(const OpenList&) = delete;
  int file() const { return file_; }

 private:
  int file_;
};

std::string day_of(std::int64_t unix_time) {
  const std::time_t time = unix_time;
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::ostringstream text;
  text << std::put_time(&parts, "%Y-%m-%d %H:%M UTC");
  return text.str();
}

std::uint64_t one_false_in(const breached::Header& header) {
  return static_cast<std::uint64_t>(std::llround(1 / breached::false_positive_rate(header)));
}

void describe(const breached::Header& header, std::ostream& out) {
  const auto size = static_cast<double>(breached::file_size(header));
  const auto entries = static_cast<double>(header.entries);
  out << "made from: " << (header.made_from == "-" ? "standard input" : header.made_from) << ", "
      << header.lines << " lines, " << day_of(header.made_at) << '\n';
  if (header.at_least > 0) out << "only what was seen: " << header.at_least << " times or more\n";
  out << "entries: " << header.entries << '\n'
      << "false positives: 1 in " << one_false_in(header) << '\n'
      << std::fixed << std::setprecision(1) << "size: " << size / 1e6 << " MB, "
      << 8 * size / entries << " bits an entry\n";
}

std::string described(const breached::Header& header) {
  return JsonObject()
      .text("made_from", header.made_from)
      .text("made_at", day_of(header.made_at))
      .number("lines", header.lines)
      .number("at_least", header.at_least)
      .number("entries", header.entries)
      .number("false_positives_one_in", one_false_in(header))
      .number("bytes", breached::file_size(header))
      .done();
}

}  // namespace

int run_breached_build(const BreachedOrder& order) {
  const OpenList list(order.from);
  Progress progress("lines");
  const BreachedBuilt built =
      build_breached(order, list.file(), std::cerr, [&](std::uint64_t lines, double share) {
        if (share > 0)
          progress.expect(static_cast<std::uint64_t>(static_cast<double>(lines) / share));
        progress.at(lines);
      });
  progress.clear();
  describe(built.header, std::cout);
  if (built.refused > 0) std::cout << "lines left out: " << built.refused << '\n';
  return built.refused > 0 ? kRowsRefused : kDone;
}

int run_breached_info(const BreachedLook& order) {
  const BreachedFilter filter(order.file);
  if (order.json) {
    filter.verify();
    std::cout << described(filter.header()) << '\n';
    return done();
  }
  describe(filter.header(), std::cout);
  filter.verify();
  std::cout << "checksum: right\n";
  return done();
}

int run_breached_check(const BreachedLook& order) {
  const BreachedFilter filter(order.file);
  const Secret typed = Secret::from(read_unseen_line("Password: "));
  const auto password = normalized_password(typed.reveal());
  const bool there =
      filter.contains(typed.reveal()) || (password && filter.contains(password->reveal()));
  std::cout << (there ? "is in the list: refused\n" : "is not in the list\n");
  return there ? kRefused : kDone;
}

}  // namespace portillon
