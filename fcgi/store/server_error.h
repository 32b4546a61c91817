#pragma once
// What the server's and the client library's error numbers mean to us (MariaDB's and MySQL's
// mysqld_error.h, errmsg.h).

namespace portillon::server {

inline constexpr int kNoSuchTable = 1146;
inline constexpr int kUnknownVariable = 1193;

// What a migration adds is there already, or what it drops is gone: DDL commits by itself, so a run
// that died before it noted the version comes by the same statement again.
constexpr bool is_there_already(int code) {
  return code == 1060 || code == 1061 || code == 1091;  // column, index; nothing to drop
}

// Whether a statement whose connection died may be sent once more.
enum class Repeat { always, unsent, never };

// Nothing was written, and the same work done afresh may succeed.
constexpr bool is_conflict(int code) {
  switch (code) {
    case 1020:  // the record has changed since it was last read
    case 1062:  // duplicate key
    case 1205:  // lock wait timeout
    case 1213:  // deadlock, and what the other nodes of a Galera cluster refuse at COMMIT
    case 3101:  // the same of MySQL's Group Replication
      return true;
    default:
      return false;
  }
}

// A replica, a former primary after a failover, a node that has left Group Replication. Whoever
// connects anew may come to another server.
constexpr bool is_read_only(int code) { return code == 1290 || code == 1792 || code == 1836; }

constexpr int kGone = 2006;  // the client noticed before it sent anything

// The connection is of no use any more.
constexpr bool is_lost(int code) {
  if (is_read_only(code)) return true;
  switch (code) {
    case 1040:  // too many connections
    case 1047:  // this node of the cluster is not ready
    case 1053:  // the server shuts down
    case 1152:  // connection aborted
    case 1160:  // network errors
    case 1161:
    case 1615:  // the prepared statement is out of date
    case 1927:  // killed
    case 2002:  // no socket
    case 2003:
    case kGone:
    case 2013:  // lost during the query
    case 2014:  // out of step
    case 2055:
    case 4031:  // idle for too long (MySQL)
      return true;
    default:
      return false;
  }
}

// An idle connection that the server closed shows as `gone`, or (4031, 1927) as a refusal; a server
// that may not write says so before it does: either way nothing was run.
constexpr bool may_repeat(Repeat repeat, int code) {
  switch (repeat) {
    case Repeat::always:
      return true;
    case Repeat::unsent:
      return is_read_only(code) || code == kGone || code == 1047 || code == 1615 || code == 1927 ||
             code == 4031;
    case Repeat::never:
      return false;
  }
  return false;
}

}  // namespace portillon::server
