#include "courier/sms_config.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "courier/gateway_url.h"
#include "courier/http_gateway.h"
#include "shell/config_table.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

using Encoding = RequestBlank::Encoding;

constexpr std::size_t kLongestName = 32;
constexpr unsigned kLongestPatience = 20;  // seconds
constexpr std::string_view kToken =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kProviderName = "abcdefghijklmnopqrstuvwxyz0123456789-";

bool only(std::string_view text, std::string_view signs) {
  return !text.empty() && text.find_first_not_of(signs) == std::string_view::npos;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

// A text, whole number or truth value as text.
std::optional<std::string> scalar(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto truth = node.value_exact<bool>()) return *truth ? "true" : "false";
  return std::nullopt;
}

// One [[sms]], from its keys to its description.
class Reading {
 public:
  Reading(ConfigTable& table, const Settings& settings) : table_(table), settings_(settings) {}
  SmsDescription run();

 private:
  template <typename Use>
  void each_pair(std::string_view key, Use use);
  void pattern(std::string_view key, RequestBlank& blank, std::string_view text, Encoding encoding);
  void read_basics();
  void read_url();
  void read_headers();
  void read_body();
  void json_value(const toml::node& node, unsigned depth);
  AnswerRule rule(std::string_view key);
  void read_id();
  void read_receipt();
  void check();

  ConfigTable& table_;
  const Settings& settings_;
  SmsDescription sms_;
};

// Names and texts of a table inside.
template <typename Use>
void Reading::each_pair(std::string_view key, Use use) {
  const toml::node* node = table_.node(key);
  if (!node) return;
  table_.require(key, node->is_table(), "is not a table");
  for (const auto& [name, value] : *node->as_table()) {
    const auto text = scalar(value);
    table_.require(key, text && !has_control(*text) && !has_control(name.str()),
                   "holds something that is neither a text in quotes nor a number");
    use(name.str(), *text);
  }
}

void Reading::pattern(std::string_view key, RequestBlank& blank, std::string_view text,
                      Encoding encoding) {
  try {
    blank.pattern(text, encoding);
  } catch (const BlankError& error) {
    table_.require(key, false, error.what());
  }
}

void Reading::read_basics() {
  std::string method = "POST";
  table_.text("name", sms_.name, kLongestName);
  table_.text("method", method);
  table_.text("user", sms_.user);
  table_.text("ca_file", sms_.ca_file, 1000);
  table_.seconds("timeout", sms_.patience, std::chrono::seconds(1),
                 std::chrono::seconds(kLongestPatience));
  table_.flag("idempotent", sms_.idempotent);
  table_.require("name", only(sms_.name, kProviderName),
                 "has other signs than a-z, 0-9 and '-', or none");
  table_.require("method", method == "GET" || method == "POST" || method == "PUT",
                 "is none of GET, POST and PUT");
  table_.require("user", sms_.user.find(':') == std::string::npos, "holds a ':'");
  table_.require("ca_file", sms_.ca_file.empty() || std::filesystem::is_regular_file(sms_.ca_file),
                 "is not a file that can be read");
  sms_.method = method == "GET"    ? HttpMethod::get
                : method == "POST" ? HttpMethod::post
                                   : HttpMethod::put;
}

void Reading::read_url() {
  std::string url;
  table_.text("url", url, 1000);
  const std::string problem = gateway_url_problem(url);
  table_.require("url", problem.empty(), problem);
  sms_.url.literal(url);
  char before = '?';
  each_pair("query", [&](std::string_view name, const std::string& value) {
    sms_.url.literal(std::string_view(&before, 1));
    pattern("query", sms_.url, name, Encoding::percent);
    sms_.url.literal("=");
    pattern("query", sms_.url, value, Encoding::percent);
    before = '&';
  });
}

void Reading::read_headers() {
  each_pair("headers", [&](std::string_view name, const std::string& value) {
    table_.require("headers", only(name, kToken), "holds what is no name of a header");
    RequestBlank& header = sms_.headers.emplace_back();
    header.literal(std::string(name) + ": ");
    pattern("headers", header, value, Encoding::none);
    table_.require("headers", !header.has(Slot::text), "holds {text}, which has several lines");
  });
}

void Reading::read_body() {
  bool form = false;
  each_pair("form", [&](std::string_view name, const std::string& value) {
    if (form) sms_.body.literal("&");
    pattern("form", sms_.body, name, Encoding::percent);
    sms_.body.literal("=");
    pattern("form", sms_.body, value, Encoding::percent);
    form = true;
  });
  const toml::node* json = table_.node("json");
  if (json) {
    table_.require("json", !form, "stands beside form: which one is meant?");
    table_.require("json", json->is_table() || json->is_array(), "is not a table");
    sms_.headers.emplace_back().literal("Content-Type: application/json");
    json_value(*json, 0);
  }
  table_.require("method", (sms_.method == HttpMethod::get) == (!form && !json),
                 "takes a body (form or json) unless it is GET");
}

// The text of a value keeps its place between its quotes, whatever a slot of it is filled with.
void Reading::json_value(const toml::node& node, unsigned depth) {
  table_.require("json", depth < 16, "is too deep");
  bool first = true;
  const auto comma = [&] {
    if (!first) sms_.body.literal(",");
    first = false;
  };
  if (const toml::table* table = node.as_table()) {
    sms_.body.literal("{");
    for (const auto& [name, value] : *table) {
      comma();
      sms_.body.literal(nlohmann::json(name.str()).dump() + ":");
      json_value(value, depth + 1);
    }
    sms_.body.literal("}");
  } else if (const toml::array* list = node.as_array()) {
    sms_.body.literal("[");
    for (const toml::node& value : *list) {
      comma();
      json_value(value, depth + 1);
    }
    sms_.body.literal("]");
  } else if (const auto text = node.value_exact<std::string>()) {
    sms_.body.literal("\"");
    pattern("json", sms_.body, *text, Encoding::json);
    sms_.body.literal("\"");
  } else if (const auto number = node.value_exact<double>()) {
    sms_.body.literal(nlohmann::json(*number).dump());
  } else {
    const auto whole = scalar(node);
    table_.require("json", whole.has_value(), "holds a date or time: write it in quotes");
    sms_.body.literal(*whole);
  }
}

AnswerRule Reading::rule(std::string_view key) {
  AnswerRule rule;
  ConfigTable table = table_.inside(key);
  if (const toml::node* statuses = table.node("status")) {
    table.require("status", statuses->is_array(), "is not a list of numbers");
    for (const toml::node& each : *statuses->as_array()) {
      const auto status = each.value_exact<std::int64_t>();
      table.require("status", status && *status >= 200 && *status <= 599,
                    "holds something that is not within 200 and 599");
      rule.statuses.push_back(static_cast<unsigned>(*status));
    }
  }
  table.texts("body_starts", rule.body_starts, 20);
  if (const toml::node* json = table.node("json")) {
    table.require("json", json->is_table(), "is not a table of \"path\" = [values]");
    for (const auto& [path, values] : *json->as_table()) {
      table.require("json", values.is_array(), "is not a table of \"path\" = [values]");
      auto& condition = rule.json.emplace_back(std::string(path.str()), std::vector<std::string>());
      for (const toml::node& each : *values.as_array()) {
        const auto text = scalar(each);
        table.require("json", text.has_value(), "holds something that is no text and no number");
        condition.second.push_back(*text);
      }
    }
  }
  table.finish();
  return rule;
}

void Reading::read_id() {
  ConfigTable table = table_.inside("id");
  table.text("json", sms_.id.json);
  table.text("header", sms_.id.header);
  table.text("after", sms_.id.after);
  table.finish();
  const int places = !sms_.id.json.empty() + !sms_.id.header.empty() + !sms_.id.after.empty();
  table_.require("id", places <= 1, "names more than one place");
}

void Reading::read_receipt() {
  const auto source = std::ranges::find(settings_.receipts, sms_.name, &ReceiptSource::provider);
  const bool told = source != settings_.receipts.end() && !source->url.empty();
  table_.require("name", told || !sms_.has(Slot::receipt),
                 "has no [[receipts]] with a url, which {receipt} needs");
  if (told) sms_.receipt = source->url + "?provider=" + sms_.name + "&handle=";
}

void Reading::check() {
  table_.require("accepted", !sms_.accepted.empty(), "names no condition");
  table_.require("name", sms_.has(Slot::text), "has {text} nowhere");
  table_.require("name", sms_.has(Slot::to) || sms_.has(Slot::to_digits),
                 "has neither {to} nor {to_digits}");
  table_.require("idempotent", !sms_.idempotent || sms_.has(Slot::handle),
                 "wants {handle} in the request, by which they know it again");
}

SmsDescription Reading::run() {
  read_basics();
  read_url();
  read_headers();
  read_body();
  sms_.refused = rule("refused");
  sms_.later = rule("later");
  sms_.accepted = rule("accepted");
  read_id();
  read_receipt();
  check();
  table_.finish();
  return std::move(sms_);
}

}  // namespace

bool SmsDescription::has(Slot slot) const {
  return url.has(slot) || body.has(slot) ||
         std::ranges::any_of(headers, [slot](const auto& header) { return header.has(slot); });
}

std::vector<SmsDescription> sms_descriptions(const toml::table& root, std::string_view file,
                                             const Settings& settings) {
  std::vector<SmsDescription> all;
  for (ConfigTable& table : ConfigTable::each_of(root, "sms", file)) {
    SmsDescription one = Reading(table, settings).run();
    table.require("name", std::ranges::find(all, one.name, &SmsDescription::name) == all.end(),
                  "is another one's too");
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<std::unique_ptr<Provider>> sms_providers(const toml::table& root, std::string_view file,
                                                     const Settings& settings,
                                                     const SecretOf& secret_of) {
  std::vector<std::unique_ptr<Provider>> providers;
  for (SmsDescription& sms : sms_descriptions(root, file, settings)) {
    Secret secret = secret_of(sms.name);
    const std::string place = "credential provider_" + sms.name + ": ";
    if (secret.empty() && (sms.has(Slot::secret) || !sms.user.empty())) {
      throw StartError(place + "is missing or empty, and [[sms]] wants it");
    }
    if (has_control(secret.reveal())) throw StartError(place + "holds a control character");
    providers.push_back(std::make_unique<HttpGateway>(std::move(sms), std::move(secret)));
  }
  return providers;
}

}  // namespace portillon
