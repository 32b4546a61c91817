#include "courier/mail_config.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "courier/smtp_provider.h"
#include "domain/text.h"
#include "shell/config_table.h"
#include "shell/credentials.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr unsigned kImplicitPort = 465;    // RFC 8314
constexpr unsigned kSubmissionPort = 587;  // RFC 6409
constexpr unsigned kPlainPort = 25;
constexpr std::size_t kLongestHost = 253;

// Letters, digits, '-' and '.': nothing that could change the rest of a URL.
bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= kLongestHost && host.front() != '.' &&
         host.front() != '-' && host.find("..") == host.npos &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == host.npos;
}

// 127.0.0.0/8, in numbers: a name could come to mean another machine.
bool is_loopback(std::string_view host) {
  return host.starts_with("127.") && std::ranges::count(host, '.') == 3 &&
         host.find_first_not_of("0123456789.") == host.npos && !host.ends_with('.');
}

bool holds_certificates(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return text.find("-----BEGIN CERTIFICATE-----") != std::string::npos;
}

// Absent or empty: none.
std::optional<Email> address(ConfigTable& table, std::string_view key) {
  std::string text;
  table.text(key, text, 254);
  if (text.empty()) return std::nullopt;
  const auto email = Email::parse(text);
  table.require(key, static_cast<bool>(email), "is no mail address");
  return *email;
}

MailSender read_sender(const toml::table& root, std::string_view file, const Caisse& caisse) {
  ConfigTable table(root, "mail", file);
  const auto from = address(table, "from");
  std::string name = caisse.name;
  table.text("from_name", name, 80);
  const auto reply_to = address(table, "reply_to");
  const auto bounces = address(table, "bounces");
  table.finish();
  table.require("from", from.has_value(), "is missing");
  table.require("bounces", bounces.has_value(), "is missing");
  table.require("from_name", !name.empty(), "is empty");
  const std::size_t local = bounces->address().find('@');
  table.require("bounces", local <= kLongestBouncesLocal,
                "has over " + std::to_string(kLongestBouncesLocal) +
                    " signs before the @: with the message's name it would be too long");
  table.require("bounces", bounces->address().find('+') > local,
                "has a + before the @, where the message's name is put");
  return {*from, name, caisse.name, reply_to, *bounces};
}

MailTls read_tls(ConfigTable& table) {
  std::string tls = "implicit";
  table.text("tls", tls);
  table.require("tls", tls == "implicit" || tls == "starttls" || tls == "none",
                "is none of \"implicit\", \"starttls\", \"none\"");
  if (tls == "none") return MailTls::none;
  return tls == "starttls" ? MailTls::starttls : MailTls::implicit;
}

unsigned usual_port(MailTls tls) {
  switch (tls) {
    case MailTls::implicit:
      return kImplicitPort;
    case MailTls::starttls:
      return kSubmissionPort;
    case MailTls::none:
      return kPlainPort;
  }
  return kImplicitPort;
}

SmtpHost read_host(ConfigTable& table, const std::string& hello) {
  SmtpHost host;
  host.hello = hello;
  std::string ca;
  table.text("name", host.name);
  table.text("host", host.host);
  host.tls = read_tls(table);
  host.port = usual_port(host.tls);
  table.number("port", host.port, 1, 65535);
  table.text("user", host.user);
  table.text("ca", ca, 1000);
  table.text("hello", host.hello);
  table.finish();
  table.require("name", is_provider_name(host.name),
                "is no word of at most 32 signs a-z, 0-9 and '-'");
  table.require("host", is_host(host.host), "is no name of a host, in small letters");
  table.require("hello", is_host(host.hello), "is no name of a host, in small letters");
  table.require(
      "tls", host.tls != MailTls::none || is_loopback(host.host),
      "is \"none\", which only a host such as \"127.0.0.1\" may have: passwords and codes "
      "would be read on the way");
  table.require("ca", ca.empty() || ca.starts_with('/'), "is not an absolute path");
  table.require("ca", ca.empty() || holds_certificates(ca), "cannot be read as certificates (PEM)");
  host.ca = ca;
  return host;
}

}  // namespace

std::vector<std::unique_ptr<Provider>> mail_providers(const toml::table& root,
                                                      std::string_view file,
                                                      const std::filesystem::path& pages,
                                                      const Settings& settings, const Texts& texts,
                                                      const SecretOf& secret_of) {
  std::vector<ConfigTable> tables = ConfigTable::each_of(root, "smtp", file);
  if (tables.empty() && !root.contains("mail")) return {};
  const MailSender sender = read_sender(root, file, settings.caisse);
  check_secrets_stand_alone(texts, settings.limits);
  const auto layout = std::make_shared<const MailLayout>(
      MailLayout::load(pages, settings.caisse.palette.light.primary));
  const std::string& bounces = sender.bounces.address();
  std::vector<std::unique_ptr<Provider>> providers;
  std::set<std::string> names;
  for (ConfigTable& table : tables) {
    SmtpHost host = read_host(table, bounces.substr(bounces.find('@') + 1));
    table.require("name", names.insert(host.name).second, "is another server's too");
    Secret password = secret_of(host.name);
    table.require("user", host.user.empty() || !password.empty(),
                  "has no password: the credential file provider_" + host.name + " is missing");
    providers.push_back(
        std::make_unique<SmtpProvider>(std::move(host), std::move(password), sender, layout));
  }
  return providers;
}

}  // namespace portillon
