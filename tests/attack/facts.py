"""What the database holds, so that a test can say: nothing has changed."""

import collections

from journeys import settled
from target import target

SEEN = "seen_at"  # of journeys and sessions: written by every look, once a minute
# What an attacker would want, or would want to use up. Left out: counters of networks, the audit trail, the time.
PRIZES = ("members", "contacts", "facts", "recoveries", "sessions", "outbox")
_columns = {}


def _tables():
    if not _columns:
        rows = target().sql("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'portillon'")
        for table, column in rows:
            if column != SEEN:
                _columns.setdefault(table, []).append(column)
    return _columns


def rows(tables=None):
    """{table: how often each row is there}; all tables, all columns but when somebody was seen last. Not before the courier,
    which notes what became of its messages, has come to rest.
    """
    settled()
    wanted = {table: columns for table, columns in _tables().items() if tables is None or table in tables}
    select = " UNION ALL ".join(
        f"SELECT '{table}', MD5(CONCAT_WS('|', {', '.join(f'COALESCE(HEX({column}), 0)' for column in columns)})) FROM {table}"
        for table, columns in wanted.items()
    )
    found = {table: collections.Counter() for table in wanted}
    for table, row in target().sql(select):
        found[table][row] += 1
    return found


def prizes():
    return rows(PRIZES)


def changed(before, after):
    """Names of the tables that are not what they were."""
    return sorted(table for table in before if before[table] != after[table])


def events():
    """How often each event stands in the audit trail."""
    found = target().sql("SELECT event, COUNT(*) FROM audit GROUP BY event")
    return collections.Counter({event: int(count) for event, count in found})


def new_events(before):
    return {event: count - before[event] for event, count in events().items() if count != before[event]}
