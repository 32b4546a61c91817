#include "admin/letters_command.h"

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>

#include "admin/commands.h"
#include "admin/installation.h"
#include "admin/json_object.h"
#include "admin/letters.h"
#include "admin/letters_files.h"
#include "admin/operator.h"
#include "admin/refusals.h"
#include "courier/letter_batch.h"
#include "courier/letter_config.h"
#include "shell/config_table.h"
#include "shell/start_error.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::string_view kKeysOfLetters[] = {"audit_admin"};

std::string provider_of(const Installation& installation) {
  const std::string file = installation.file.string();
  const toml::table root = read_toml(file);
  const auto config = read_letter_config(root, file);
  if (!config)
    throw StartError(file + ": [letter] is not there: no letter goes to a printing house");
  return config->name;
}

// The clerk's desk: all that it needs.
struct Desk {
  Installation installation = Installation::load();
  Connection connection{installation.database()};
  SystemRandom random;
  Keys keys = Keys::load(installation.keys, kKeysOfLetters);
  LetterClerk clerk{connection, provider_of(installation), keys, random, operator_name()};
  OperatorSteps steps{connection, installation.config.settings.limits, random, keys,
                      operator_name()};

  Desk() {
    setenv("TZ", installation.config.settings.site.timezone.c_str(), 1);
    tzset();
  }
};

BatchName batch_named(const std::string& text) {
  const auto batch = BatchName::parse(text);
  if (!batch) throw StartError(text + ": is no name of a batch (portillon letters list)");
  return *batch;
}

std::string_view problem_of(LetterTold told) {
  switch (told) {
    case LetterTold::noted:
    case LetterTold::known:
      return {};
    case LetterTold::otherwise:
      return "was told otherwise before";
    case LetterTold::no_letter:
      return "is no letter's";
    case LetterTold::several:
      return "is several letters': name the batch";
  }
  return {};
}

struct Tally {
  std::uint64_t noted = 0;
  std::uint64_t known = 0;
};

Tally tell_all(LetterClerk& clerk, const std::string& batch, std::vector<LetterAnswer> answers,
               const std::string& file, Refusals& refusals) {
  Tally tally;
  for (LetterAnswer& answer : answers) {
    if (answer.problems.empty()) {
      const LetterTold told = clerk.tell(batch, *answer.reference, answer.end);
      tally.noted += told == LetterTold::noted ? 1 : 0;
      tally.known += told == LetterTold::known ? 1 : 0;
      const std::string_view problem = problem_of(told);
      if (!problem.empty()) answer.problems.push_back({"reference", std::string(problem)});
    }
    if (!answer.problems.empty()) refusals.add(file, answer.line, answer.problems);
  }
  refusals.close();
  return tally;
}

int ended(const Tally& tally, std::string_view what, const Refusals& refusals, bool json) {
  if (json) {
    std::cout << JsonObject()
                     .number("noted", tally.noted)
                     .number("known", tally.known)
                     .number("refused", refusals.count())
                     .done()
              << '\n';
    return done(refusals.count() > 0 ? kRowsRefused : kDone);
  }
  std::cout << tally.noted << " letters " << what << ", " << tally.known << " known before, "
            << refusals.count() << " lines refused\n";
  return done(refusals.count() > 0 ? kRowsRefused : kDone);
}

std::ifstream opened(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw StartError(path + ": cannot be read");
  return in;
}

std::string batch_json(const BatchLine& line) {
  return JsonObject()
      .text("batch", line.name)
      .number("letters", line.letters)
      .number("posted", line.posted)
      .number("failed", line.failed)
      .number("waiting", line.waiting())
      .time("first_at", line.first_at)
      .done();
}

std::string name_alone(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

}  // namespace

int run_letters_list(const LettersListOrder& order) {
  Desk desk;
  const Time now = read_clock(desk.connection);
  if (order.json) {
    std::vector<std::string> each;
    for (const BatchLine& line : desk.clerk.batches()) each.push_back(batch_json(line));
    std::cout << json_list(each) << '\n';
    return done();
  }
  std::cout << "batch;letters;posted;failed;waiting;first;days\n";
  for (const BatchLine& line : desk.clerk.batches()) {
    const auto days = std::chrono::floor<std::chrono::days>(now - line.first_at).count();
    std::cout << line.name << ';' << line.letters << ';' << line.posted << ';' << line.failed << ';'
              << line.waiting() << ';' << local_date(line.first_at) << ';' << days << '\n';
  }
  return done();
}

int run_letters_acknowledge(const AcknowledgeOrder& order) {
  const BatchName batch = batch_named(order.batch);
  Desk desk;
  if (!desk.clerk.has_batch(order.batch)) {
    throw StartError(order.batch + ": no such batch (portillon letters list)");
  }
  Refusals refusals(order.report, std::cerr);
  if (order.file.empty()) {
    note_told(desk.steps, order.batch);
    return ended({desk.clerk.posted(order.batch), 0}, "posted", refusals, order.json);
  }
  std::ifstream in = opened(order.file);
  note_told(desk.steps, order.batch);
  const auto today = local_day(read_clock(desk.connection));
  const Tally tally = tell_all(desk.clerk, order.batch,
                               read_acknowledgement(in, name_alone(order.file), batch.day, today),
                               name_alone(order.file), refusals);
  return ended(tally, "acknowledged", refusals, order.json);
}

int run_letters_returned(const ReturnedOrder& order) {
  if (!order.batch.empty()) batch_named(order.batch);
  std::vector<LetterAnswer> answers;
  for (const std::string& typed : order.references) {
    const auto reference = Reference::parse(typed);
    if (!reference)
      throw StartError("six letters or digits, as on the letter: nothing was changed");
    answers.push_back({answers.size() + 1, reference, LetterEnd::returned, {}});
  }
  Desk desk;
  if (!order.from.empty()) {
    std::ifstream in = opened(order.from);
    answers = read_returned(in);
  }
  Refusals refusals(order.report, std::cerr);
  const std::string file = order.from.empty() ? "reference" : name_alone(order.from);
  return ended(tell_all(desk.clerk, order.batch, std::move(answers), file, refusals), "returned",
               refusals, order.json);
}

}  // namespace portillon
