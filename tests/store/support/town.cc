#include "tests/store/support/town.h"

#include "store/migrate.h"

namespace portillon::test {

Keys every_ring() {
  SystemRandom random;
  std::vector<KeyRing> rings;
  for (const std::string_view purpose : kKeyPurposes) {
    if (purpose.starts_with("contact_p")) continue;
    rings.push_back(KeyRing::parse(purpose, "test", generate_key_line(random, 1)));
  }
  return Keys(std::move(rings));
}

Digest digest(unsigned number) {
  Digest bytes{};
  bytes[0] = 0xff;
  bytes[1] = 0x27;  // an apostrophe
  bytes[2] = 0xc3;  // half a letter of UTF-8
  bytes[28] = static_cast<std::uint8_t>(number >> 24);
  bytes[29] = static_cast<std::uint8_t>(number >> 16);
  bytes[30] = static_cast<std::uint8_t>(number >> 8);
  bytes[31] = static_cast<std::uint8_t>(number);
  return bytes;
}

namespace {

std::string hex(const Digest& bytes) { return "x'" + to_hex(view(bytes)) + "'"; }

std::string member(MemberId id, std::string_view password) {
  const std::string activated = password.empty() ? "NULL" : "'2026-01-01'";
  return "INSERT INTO members (member, subject, kind, public_id, activated_at, password, "
         "identifier_sealed, name_sealed, address_sealed) VALUES (" +
         std::to_string(id) + ", " + hex(subject_of(id)) + ", 'particulier', '" +
         std::string(32, static_cast<char>('a' + id % 6)) + "', " + activated + ", '" +
         std::string(password) + "', 'identifier', 'name', 'address')";
}

std::string contact(std::uint64_t id, MemberId member, std::string_view type) {
  return "INSERT INTO contacts (contact, member, type, state, current_since, value_sealed, "
         "mask_sealed, destination) VALUES (" +
         std::to_string(id) + ", " + std::to_string(member) + ", '" + std::string(type) +
         "', 'current', '2026-01-01', 'value-" + std::string(type) + "', 'mask', " +
         hex(digest(static_cast<unsigned>(id))) + ")";
}

}  // namespace

Town::Town() {
  server.empty();
  Connection connection(server.root());
  SchemaChange rows(connection);
  rows.execute(member(kMarie, "$argon2id$old"));
  rows.execute(member(kPaul, ""));
  rows.execute(contact(71, kMarie, "email"));
  rows.execute(contact(72, kMarie, "mobile"));
  rows.execute(contact(81, kPaul, "landline"));
}

Time Town::now() {
  Connection connection = root();
  return read_clock(connection);
}

void Town::age(std::string_view table, std::string_view column, std::chrono::seconds by) {
  const std::string name(column);
  server.execute("UPDATE " + std::string(table) + " SET " + name + " = " + name + " - INTERVAL " +
                 std::to_string(by.count()) + " SECOND");
}

Applying Town::applying(std::string_view page) {
  const Time moment = now();
  const std::scoped_lock lock(mutex_);
  AuditChain& chain = chains_.emplace_back(keys, page, random);
  return Applying{moment, "Firefox, Windows", {}, {}, digest(9001), digest(9002), limits, random,
                  chain};
}

Applied Town::apply_as(std::string_view page, const Effects& effects) {
  Connection connection = as(page);
  return apply(connection, effects, applying(page));
}

std::uint64_t Town::count(const Query<Params<>, Row<std::uint64_t>>& query) {
  Connection connection = root();
  return std::get<0>(connection.one(query).value());
}

QuickerNode::QuickerNode(Server& server, std::string_view change, std::string_view table)
    : server_(server) {
  const std::string lost = "@lost_" + std::string(change);
  server_.execute("CREATE TRIGGER quicker_node BEFORE " + std::string(change) + " ON " +
                  std::string(table) + " FOR EACH ROW BEGIN SET " + lost + " = COALESCE(" + lost +
                  ", 0) + 1; IF " + lost +
                  " <= 2 THEN SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213; END IF; END");
}
QuickerNode::~QuickerNode() { server_.execute("DROP TRIGGER quicker_node"); }

}  // namespace portillon::test
