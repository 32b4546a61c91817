#include "admin/accounts.h"

#include <algorithm>

#include "admin/installation.h"
#include "pages.h"
#include "shell/start_error.h"
#include "store/grants.h"
#include "store/query.h"

namespace portillon {
namespace {

constexpr std::string_view kPlain =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/=";

constexpr std::string_view kHost = "abcdefghijklmnopqrstuvwxyz0123456789.%:-";

Secret statement(std::string_view before, std::string_view password, std::string_view after) {
  std::string text;
  text.reserve(before.size() + password.size() + after.size());  // no copy is left behind
  text.append(before).append(password).append(after);
  return Secret::from(std::move(text));
}

Secret password_of(const std::filesystem::path& file) {
  Secret password = read_password(file);
  if (password.reveal().find_first_not_of(kPlain) != std::string_view::npos) {
    throw StartError(file.string() +
                     ": the password has other characters than A-Z a-z 0-9 - _ . ~ + / =");
  }
  return password;
}

// Created with its password, so that it never exists without one; altered for one that was there.
void add_user(const AccountOrder& order, const std::string& stem, std::vector<Secret>& statements) {
  const std::string user = "'" + order.prefix + stem + "'@'" + order.host + "'";
  if (order.passwords.empty()) {
    const std::string how = " IDENTIFIED VIA unix_socket";
    statements.push_back(Secret::from("CREATE USER IF NOT EXISTS " + user + how));
    statements.push_back(Secret::from("ALTER USER " + user + how));
    return;
  }
  const Secret password = password_of(order.passwords / stem);
  const std::string how = user + " IDENTIFIED BY '";
  statements.push_back(statement("CREATE USER IF NOT EXISTS " + how, password.reveal(), "'"));
  statements.push_back(statement("ALTER USER " + how, password.reveal(), "'"));
}

}  // namespace

std::vector<std::string> account_stems() {
  std::vector<std::string> stems;
  for (const PageEntry& page : kPages) stems.emplace_back(page.stem);
  stems.insert(stems.end(), std::begin(kOtherAccounts), std::end(kOtherAccounts));
  return stems;
}

std::vector<Secret> account_statements(const AccountOrder& order) {
  std::vector<Secret> statements;
  if (order.host != "localhost" && order.passwords.empty()) {
    throw StartError("--from: who comes from another machine needs a password (--passwords)");
  }
  if (order.host.find_first_not_of(kHost) != std::string::npos || order.host.empty()) {
    throw StartError("--from: an address, or one with '%', such as 192.0.2.%");
  }
  for (const std::string& stem : account_stems()) {
    add_user(order, stem, statements);
    for (std::string& text : grants(stem, order.schema, order.prefix + stem, order.host)) {
      statements.push_back(Secret::from(std::move(text)));
    }
  }
  return statements;
}

}  // namespace portillon
