#include "demo/mailbox_transport.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "shell/log.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

// "NNNNNN-…", the number.
unsigned long number_of(const std::filesystem::path& path) {
  return std::strtoul(path.filename().c_str(), nullptr, 10);
}

std::string stem_of(unsigned long number, const std::string& id) {
  char digits[24] = "";
  std::snprintf(digits, sizeof digits, "%06lu-", number);
  return digits + id;
}

// ISO 8601, UTC, microseconds: the demo sorts by it.
std::string iso_text(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t whole = std::chrono::system_clock::to_time_t(seconds);
  std::tm parts{};
  gmtime_r(&whole, &parts);
  char day[24] = "";
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &parts);
  char text[40] = "";
  std::snprintf(text, sizeof text, "%s.%06dZ", day, static_cast<int>((time - seconds).count()));
  return text;
}

std::string on_one_line(std::string_view lines) {
  std::string joined;
  for (const char c : lines) joined += c == '\n' ? std::string(", ") : std::string(1, c);
  return joined;
}

std::string json_of(const Envelope& envelope, const std::string& id, const std::string& pdf) {
  std::string json = "{\"id\":" + json_string(id);
  const auto add = [&json](std::string_view name, std::string_view value) {
    json += "," + json_string(name) + ":" + json_string(value);
  };
  add("channel", name_of(envelope.channel));
  add("to", on_one_line(envelope.to.reveal()));
  add("subject", envelope.subject);
  add("text", envelope.text.reveal());
  add("reference", envelope.reference);
  add("sent_at", iso_text(envelope.at));
  if (!pdf.empty()) add("pdf", pdf);
  return json + "}\n";
}

}  // namespace

MailboxTransport::MailboxTransport(std::filesystem::path folder) : folder_(std::move(folder)) {
  if (!std::filesystem::is_directory(folder_)) {
    throw StartError("PORTILLON_MAILBOX=" + folder_.string() + ": is not a folder");
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    last_ = std::max(last_, number_of(entry.path()));
  }
}

Handover MailboxTransport::send(const Envelope& envelope) {
  const std::scoped_lock lock(mutex_);
  const auto asked_to = [&](std::string_view what) {
    return std::filesystem::exists(folder_ / (std::string(what) += name_of(envelope.channel)));
  };
  if (asked_to("refuse-")) return {Answer::refused, "bad_number", "mailbox", {}};
  if (asked_to("hold-")) return {Answer::unavailable, "away", "mailbox", {}};
  const std::string id = std::to_string(envelope.key) + "-" + envelope.reference;
  const std::string stem = stem_of(++last_, id);
  std::string pdf;
  if (!envelope.pdf.empty()) {
    pdf = stem + ".pdf";
    write(pdf, envelope.pdf.reveal());
  }
  write(stem + ".json", json_of(envelope, id, pdf));
  return {Answer::accepted, {}, "mailbox", {}};
}

void MailboxTransport::write(const std::string& name, std::string_view content) const {
  const std::filesystem::path draft = folder_ / ("." + name + ".new");
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0)
    throw std::filesystem::filesystem_error("mailbox", draft,
                                            std::error_code(errno, std::generic_category()));
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0) {
      const std::error_code error(errno, std::generic_category());
      ::close(file);
      throw std::filesystem::filesystem_error("mailbox", draft, error);
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  ::close(file);
  std::filesystem::rename(draft, folder_ / name);
}

}  // namespace portillon
