#include "tests/store/support/rows_read.h"

#include <string>

namespace portillon::test {
namespace {

constexpr Query<Params<>, Row<std::string>> kReads{
    "SELECT CAST(SUM(variable_value) AS CHAR) FROM information_schema.session_status "
    "WHERE variable_name LIKE 'handler_read%'",
    all_accounts()};

}  // namespace

std::uint64_t rows_read(Connection& connection, const std::function<void(Connection&)>& ask) {
  connection.open();
  ask(connection);
  const auto read = [&] { return std::stoull(std::get<0>(connection.one(kReads).value())); };
  const std::uint64_t before = read();
  const std::uint64_t nothing = read() - before;
  ask(connection);
  return read() - before - 2 * nothing;
}

}  // namespace portillon::test
