#include "shell/messages.h"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "domain/typeset.h"
#include "message_ids.h"
#include "shell/config_table.h"
#include "shell/plural.h"
#include "shell/render.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

std::uint64_t count_of(const Text& text) {
  const Text::Value* count = text.values.empty() ? nullptr : &text.values.front().second;
  for (const auto& [name, value] : text.values) {
    if (name == "count") count = &value;
  }
  const auto* digits = count ? std::get_if<std::string>(count) : nullptr;
  std::uint64_t number = 0;
  if (!digits ||
      std::from_chars(digits->data(), digits->data() + digits->size(), number).ec != std::errc{}) {
    throw RenderError(std::string(text.id.key) + ": has several forms but no count");
  }
  return number;
}

// KEY of KEY_one, KEY_few …; the key itself where it is no form.
std::string_view without_form(std::string_view key, Language language) {
  for (const std::string_view form : plural_forms(language)) {
    if (key.ends_with(form) && key.substr(0, key.size() - form.size()).ends_with('_')) {
      return key.substr(0, key.size() - form.size() - 1);
    }
  }
  return key;
}

bool is_asked_for(std::string_view key, Language language) {
  const auto known = [](std::string_view name) {
    return std::ranges::any_of(msg::kAllMessages, [&](MessageId id) { return id.key == name; });
  };
  return known(key) || known(without_form(key, language));
}

std::tm local(Time time) {
  const std::time_t seconds =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return parts;
}

std::string two_digits(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

constexpr int kNoon = 12;

Text clock_of_day(const std::tm& parts, std::string half) {
  const int on_the_dial = parts.tm_hour % kNoon;
  return {msg::moment_clock,
          {{"hour", std::to_string(parts.tm_hour)},
           {"hour_12", std::to_string(on_the_dial == 0 ? kNoon : on_the_dial)},
           {"minute", two_digits(parts.tm_min)},
           {"half", std::move(half)}}};
}

constexpr MessageId kMonths[] = {msg::month_1, msg::month_2,  msg::month_3,  msg::month_4,
                                 msg::month_5, msg::month_6,  msg::month_7,  msg::month_8,
                                 msg::month_9, msg::month_10, msg::month_11, msg::month_12};

}  // namespace

Messages Messages::load(const std::filesystem::path& file, Language language) {
  const toml::table table = read_toml(file.string());
  const auto refuse = [&](std::string_view key, std::string_view problem) {
    throw StartError(file.string() + ": " + std::string(key) + ": " + std::string(problem));
  };
  Messages messages;
  messages.language_ = language;
  for (const auto& [key, node] : table) {
    const auto text = node.value_exact<std::string>();
    if (!text) refuse(key.str(), "is not a text");
    // The ids are made from the French ones, so there can be none too many.
    if (language != Language{} && !is_asked_for(key.str(), language))
      refuse(key.str(), "no page asks for this text");
    messages.texts_.emplace(key.str(), language == Language{} ? with_french_spaces(*text) : *text);
  }
  for (const MessageId id : msg::kAllMessages) {
    const std::string key(id.key);
    if (!messages.has(key) && !messages.has_all_forms(key)) refuse(key, "this text is missing");
  }
  return messages;
}

bool Messages::has_all_forms(const std::string& key) const {
  return std::ranges::all_of(plural_forms(language_), [&](std::string_view form) {
    return has(key + "_" + std::string(form));
  });
}

const std::string& Messages::pattern(const Text& text) const {
  if (const auto plain = texts_.find(text.id.key); plain != texts_.end()) return plain->second;
  const std::string key(text.id.key);
  if (!has_all_forms(key)) throw RenderError(key + ": there is no such text");
  return texts_.find(key + "_" + std::string(plural_form(language_, count_of(text))))->second;
}

std::string Messages::text(const Moment& moment) const {
  const std::tm parts = local(moment.at);
  const Text clock = clock_of_day(
      parts, text(parts.tm_hour < kNoon ? msg::moment_morning : msg::moment_afternoon));
  if (moment.form == MomentForm::clock) return text(clock);
  const MessageId day = parts.tm_mday == 1 ? msg::moment_first_day : msg::moment_day;
  const std::string date =
      text({day, {{"day", std::to_string(parts.tm_mday)}, {"month", text(kMonths[parts.tm_mon])}}});
  if (moment.form == MomentForm::date) {
    return text(
        {msg::moment_date, {{"date", date}, {"year", std::to_string(parts.tm_year + 1900)}}});
  }
  return text({msg::moment_date_and_clock, {{"date", date}, {"clock", text(clock)}}});
}

std::string Messages::text(const Text& text) const {
  const std::string& from = pattern(text);
  std::string out;
  std::size_t at = 0;
  for (;;) {
    const std::size_t open = from.find('{', at);
    const std::size_t close = from.find('}', open == std::string::npos ? from.size() : open);
    if (close == std::string::npos) return out + from.substr(at);
    out.append(from, at, open - at);
    const std::string_view name = std::string_view(from).substr(open + 1, close - open - 1);
    const Text::Value* value = nullptr;
    for (const auto& [key, each] : text.values) {
      if (key == name) value = &each;
    }
    if (!value) {
      throw RenderError(std::string(text.id.key) + ": {" + std::string(name) + "} has no value");
    }
    const auto* plain = std::get_if<std::string>(value);
    out += plain ? *plain : this->text(std::get<Moment>(*value));
    at = close + 1;
  }
}

}  // namespace portillon
