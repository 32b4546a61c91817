#include "admin/restored.h"

#include <iostream>

#include "admin/commands.h"
#include "admin/installation.h"
#include "admin/operator.h"
#include "store/audit_chain.h"
#include "store/queries.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::string_view kRestorersKeys[] = {"audit_admin"};

}  // namespace

Ended end_what_was_restored(Connection& connection, const Keys& keys, Random& random,
                            const std::string& by) {
  AuditChain audit(keys, "admin", random);
  audit.begin();
  Transaction transaction(connection);
  Ended ended;
  ended.sessions = connection.run(sql::kEndAllSessions);
  ended.journeys = connection.run(sql::kEndAllJourneys);
  ended.codes = connection.run(sql::kEndAllCodes);
  ended.temporaries = connection.run(sql::kEndAllTemporaries);
  ended.messages = connection.run(sql::kDropAllMessages);
  connection.run(sql::kEndAllRequests);
  AuditRow row;
  row.at = read_clock(connection);
  row.event = name_of(Event::restored_by_operator);
  row.device = by;
  audit.add(connection, std::move(row));
  transaction.commit();
  return ended;
}

int run_restored() {
  const Installation installation = Installation::load();
  const Keys keys = Keys::load(installation.keys, kRestorersKeys);
  Connection connection(installation.patient_database());
  SystemRandom random;
  const Ended ended = end_what_was_restored(connection, keys, random, operator_name());
  std::cout << "ended: " << ended.sessions << " sessions, " << ended.journeys << " journeys, "
            << ended.codes << " codes, " << ended.temporaries
            << " temporary passwords; messages that will not leave: " << ended.messages << '\n';
  return done();
}

}  // namespace portillon
