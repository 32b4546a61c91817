// Names in the spool, what the printing house answers, and what came back by post.
#include <algorithm>
#include <sstream>

#include "admin/letters_files.h"
#include "courier/letter_batch.h"
#include "courier/letter_manifest.h"
#include "fuzz.h"
#include "shell/start_error.h"

namespace portillon::fuzz {
namespace {

constexpr std::string_view kNames =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";

void as_name(std::string_view input) {
  if (const auto batch = BatchName::parse(input)) {
    must(batch->text() == input, "one text for one batch");
    must(only(input, kNames) && input.size() <= 60, "which is a name of a folder");
  }
  const auto letter = LetterFile::parse(input);
  if (!letter) return;
  must(letter->name() == input && only(input, kNames), "one name for one letter");
  must(letter->same_message_as(*letter), "a letter is its own");
  const std::string manifest = manifest_of({{*letter, 1, {}, {}}});
  must(std::ranges::count(manifest, '\n') == 2 && std::ranges::count(manifest, ';') == 14,
       "which is one line of a manifest");
}

void is_answer(const LetterAnswer& answer) {
  must(answer.line > 0, "an answer stands on a line");
  must(answer.reference.has_value() || !answer.problems.empty(),
       "and is of a letter, or has a problem");
}

void as_answers(std::string_view input) {
  constexpr std::chrono::sys_days kClosed{std::chrono::days(20780)};
  std::istringstream in{std::string(input)};
  try {
    for (const auto& answer :
         read_acknowledgement(in, "a file", kClosed, kClosed + std::chrono::days(9))) {
      is_answer(answer);
    }
  } catch (const StartError& error) {
    must(std::string_view(error.what()).starts_with("a file: "), "an error names the file");
  }
}

}  // namespace

void letter(std::string_view input) {
  const unsigned char what = take_byte(input) % 16;
  if (what == 0) return as_answers(input);  // a hundred times as slow
  if (what > 3) return as_name(input);
  std::istringstream in{std::string(input)};
  for (const auto& answer : read_returned(in)) {
    is_answer(answer);
    must(answer.end == LetterEnd::returned, "what the post brings back has come back");
  }
}

}  // namespace portillon::fuzz
