#pragma once
// One request between the shell's checks and the page: its method, form, cookies and token are
// read, the page is run, its effects are applied; again as long as somebody else was quicker.

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "message_ids.h"
#include "shell/backlog.h"
#include "shell/form.h"
#include "shell/hasher.h"
#include "shell/http.h"
#include "shell/program.h"
#include "shell/visitor.h"

namespace portillon {

// The world went on moving under twenty runs of the page.
struct Contended : std::runtime_error {
  Contended() : std::runtime_error("every run of the page lost its race") {}
};

// Of the link that was pressed, or else the one kept in a cookie, or else French.
Language language_of(const Program& program, const RawRequest& raw);

class Exchange {
 public:
  Exchange(const Program& program, const RawRequest& raw, Worker worker)
      : program_(program),
        raw_(raw),
        worker_(worker),
        visitor_(program, raw.cookies),
        hasher_(program.hashing) {
    request_.language = language_of(program, raw);
  }

  // Throws what storage and page throw, Shed, Busy and Contended.
  RawResponse run();
  unsigned runs() const { return runs_; }

 private:
  // An answer of the shell's own: the page has not been run, nothing has changed.
  struct Refusal {
    int status;
    MessageId reason;
    std::string_view word;  // for the log
  };

  RawResponse refuse(const Refusal& refusal);
  RawResponse refuse(FormProblem problem);
  void tell_stale(std::string_view word) const;
  RawResponse stale(std::string_view word);
  RawResponse shell_view(int status, const View& view);
  std::optional<RawResponse> read_query();
  std::optional<RawResponse> read_form();
  std::optional<RawResponse> read_machine();
  RawResponse run_page();
  std::optional<RawResponse> run_once();
  bool begins() const;
  void take_place();
  void take_place_of_unknown();
  void tell(const Effects& effects) const;
  void tell_unknown_session() const;
  std::optional<Remaining> remaining(const View& view) const;
  Frame frame(const Response& response);
  std::string way_on() const;

  const Program& program_;
  const RawRequest& raw_;
  Worker worker_;
  Visitor visitor_;
  BoundedHasher hasher_;
  Request request_;
  std::optional<Backlog::Beginner> beginner_;
  unsigned runs_ = 0;
};

}  // namespace portillon
