#include "mailbox.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>

#include "http.h"

namespace bench {
namespace {

std::string address_of(const std::string& to) {
  if (to.find('@') != std::string::npos) return to;
  std::string digits;
  for (const char c : to) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits.size() > 9 ? digits.substr(digits.size() - 9) : digits;
}

// The texts are pages/texts/*.txt.
std::string code_in(const std::string& text) {
  for (const char* before : {"votre code est ", "Votre code de confirmation"}) {
    const std::size_t at = text.find(before);
    if (at == std::string::npos) continue;
    const std::size_t from = text.find_first_of("0123456789", at);
    return from == std::string::npos ? "" : text.substr(from, 4);
  }
  return {};
}

std::string temporary_in(const std::string& text) {
  const std::size_t at = text.find("mot de passe temporaire");
  const std::size_t colon = at == std::string::npos ? at : text.find(": ", at);
  if (colon == std::string::npos) return {};
  return text.substr(colon + 2, text.find('\\', colon) - colon - 2);  // up to the line's end
}

}  // namespace

Mailbox::Mailbox(std::filesystem::path folder)
    : folder_(std::move(folder)), inotify_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  inotify_add_watch(inotify_, folder_.c_str(), IN_MOVED_TO);
  watcher_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

void Mailbox::watch(const std::stop_token& stop) {
  alignas(inotify_event) char buffer[8192];
  while (!stop.stop_requested()) {
    pollfd ready{inotify_, POLLIN, 0};
    if (poll(&ready, 1, 100) <= 0) continue;
    const ssize_t got = ::read(inotify_, buffer, sizeof buffer);
    for (ssize_t at = 0; at < got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      if (std::string(event->name).ends_with(".json")) read(folder_ / event->name);
      at += static_cast<ssize_t>(sizeof *event + event->len);
    }
  }
  close(inotify_);
}

void Mailbox::read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string json{std::istreambuf_iterator<char>(in), {}};
  const std::string to = address_of(between(json, "\"to\":\"", "\""));
  const std::string text = between(json, "\"text\":\"", "\",\"");
  const std::string code = code_in(text), temporary = temporary_in(text);
  if (code.empty() && temporary.empty()) return;
  {
    const std::scoped_lock lock(mutex_);
    messages_[{to, temporary.empty() ? Kind::code : Kind::temporary}].push_back(
        temporary.empty() ? code : temporary);
  }
  came_.notify_all();
}

std::optional<std::string> Mailbox::next(const std::string& to, Kind kind) {
  std::unique_lock lock(mutex_);
  auto& mine = messages_[{address_of(to), kind}];
  if (!came_.wait_for(lock, std::chrono::seconds(30), [&] { return !mine.empty(); })) {
    return std::nullopt;
  }
  std::string message = mine.front();
  mine.pop_front();
  return message;
}

void Mailbox::forget(const std::string& to) {
  const std::scoped_lock lock(mutex_);
  messages_[{address_of(to), Kind::code}].clear();
  messages_[{address_of(to), Kind::temporary}].clear();
}

}  // namespace bench
