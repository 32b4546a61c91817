#include "admin/import.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <unordered_map>

#include "admin/csv.h"
#include "admin/mix.h"
#include "admin/refusals.h"
#include "page/derivations.h"
#include "shell/start_error.h"
#include "store/queries_import.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr int kTries = 5;  // of one batch, when a page was quicker at one of its rows

// Which subjects the members' file has had, and where. By 8 bytes of a keyed hash: millions of them
// fit in memory, and two members share them with a probability of 2^-20 among 5 million.
class Lines {
 public:
  // 0 if it is the first one, else the line of the first one.
  std::size_t add(const SubjectId& subject, std::size_t line) {
    const auto [place, added] =
        lines_.try_emplace(key_of(subject), static_cast<std::uint32_t>(line));
    return added ? 0 : place->second;
  }
  bool has(const SubjectId& subject) const { return lines_.contains(key_of(subject)); }

 private:
  static std::uint64_t key_of(const SubjectId& subject) {
    std::uint64_t key = 0;
    std::memcpy(&key, subject.data() + 1, sizeof key);  // the first byte is the key's id
    return key;
  }
  std::unordered_map<std::uint64_t, std::uint32_t> lines_;
};

struct FeedFile {
  std::string name;  // without folders, for reports
  std::ifstream stream;
  CsvReader reader;

  FeedFile(const std::string& path, std::span<const std::string_view> columns)
      : name(std::filesystem::path(path).filename().string()),
        stream(opened(path)),
        reader(stream, path, columns) {}
  FeedFile(const FeedFile&) = delete;  // the reader holds on to the stream
  FeedFile& operator=(const FeedFile&) = delete;

  static std::ifstream opened(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in || std::filesystem::is_directory(path)) throw StartError(path + ": cannot be read");
    return in;
  }
};

// A batch that met a page at one of its rows is written afresh.
template <typename Work>
auto repeat(Connection& connection, Work work) {
  for (int tries = 1;; ++tries) {
    try {
      return work(read_clock(connection));
    } catch (const Conflict&) {
      if (tries == kTries) throw;
    }
  }
}

class Run {
 public:
  Run(const ImportOrder& order, Connection& connection, const Keys& keys, const Limits& limits,
      Refusals& refusals)
      : order_(order), connection_(connection), keys_(keys), limits_(limits), refusals_(refusals) {}

  void members(FeedFile& file, Random& random) {
    MemberImport import(connection_, keys_, random, order_.dry_run);
    std::vector<ImportedMember> batch;
    const auto flush = [&] {
      const MemberCounts counts =
          repeat(connection_, [&](Time now) { return import.write(batch, now); });
      result_.members.added += counts.added;
      result_.members.changed += counts.changed;
      result_.members.unchanged += counts.unchanged;
      result_.members.contacts_kept += counts.contacts_kept;
      batch.clear();
    };
    const VitaleShape shape{limits_.vitale_digits_min, limits_.vitale_digits_max};
    while (const auto row = file.reader.next()) {
      ++result_.members_read;
      auto problems = take_member(*row, shape, batch);
      if (!problems.empty()) {
        ++result_.members_refused;
        refusals_.add(file.name, row->line, problems);
      }
      if (batch.size() == kBatch) flush();
    }
    if (!batch.empty()) flush();
  }

  void facts(FeedFile& file) {
    FactImport import(connection_, keys_, limits_, order_.dry_run,
                      [&](const SubjectId& subject) { return lines_.has(subject); });
    std::vector<ImportedFact> batch;
    const auto flush = [&] {
      const FactCounts counts =
          repeat(connection_, [&](Time now) { return import.write(batch, now); });
      result_.facts.added += counts.added;
      result_.facts.known += counts.known;
      result_.facts.old += counts.old;
      for (const std::size_t line : counts.unknown) {
        ++result_.facts_refused;
        refusals_.add(file.name, line, {{"identifier", "is no member's"}});
      }
      batch.clear();
    };
    const auto today = std::chrono::floor<std::chrono::days>(read_clock(connection_));
    while (const auto row = file.reader.next()) {
      ++result_.facts_read;
      auto problems = take_fact(*row, today, batch);
      if (!problems.empty()) {
        ++result_.facts_refused;
        refusals_.add(file.name, row->line, problems);
      }
      if (batch.size() == kBatch) flush();
    }
    if (!batch.empty()) flush();
  }

  const ImportResult& result() const { return result_; }

 private:
  RowProblems take_member(const CsvRow& row, VitaleShape shape,
                          std::vector<ImportedMember>& batch) {
    if (row.error) return {{"", std::string(text_of(*row.error))}};
    auto parsed = parse_member(row.fields, shape);
    if (!parsed) return parsed.problem();
    const Lookup subject = subjects_of(keys_, parsed->identifier.canonical());
    if (const std::size_t earlier = lines_.add(subject.current, row.line)) {
      return {{"identifier", "is the same as on line " + std::to_string(earlier)}};
    }
    Seen seen = seen_of(keys_, *parsed);
    batch.push_back({*std::move(parsed), subject, seen});
    return {};
  }

  RowProblems take_fact(const CsvRow& row, std::chrono::sys_days today,
                        std::vector<ImportedFact>& batch) {
    if (row.error) return {{"", std::string(text_of(*row.error))}};
    auto parsed = parse_fact(row.fields, today);
    if (!parsed) return parsed.problem();
    const Lookup subject = subjects_of(keys_, parsed->identifier.canonical());
    batch.push_back({*std::move(parsed), subject, row.line});
    return {};
  }

  const ImportOrder& order_;
  Connection& connection_;
  const Keys& keys_;
  const Limits& limits_;
  Refusals& refusals_;
  Lines lines_;
  ImportResult result_;
};

void take_lock(Connection& connection, const std::string& name) {
  const auto taken = connection.one(sql::kTakeLock, name);
  if (!taken || std::get<0>(*taken).value_or(0) != 1) {
    throw StorageError("another import, or portillon keys reseal, is running");
  }
}

}  // namespace

ImportResult import_feed(const ImportOrder& order, Connection& connection, const Keys& keys,
                         Random& random, const Limits& limits, std::ostream& screen) {
  // Both headers first: a wrong facts file is told before the members were written.
  std::optional<FeedFile> members;
  std::optional<FeedFile> facts;
  if (!order.members.empty()) members.emplace(order.members, kMemberColumns);
  if (!order.facts.empty()) facts.emplace(order.facts, kFactColumns);
  Refusals refusals(order.report, screen);
  take_lock(connection, std::string(sql::kImportLock));
  Run run(order, connection, keys, limits, refusals);
  if (members) run.members(*members, random);
  if (facts) run.facts(*facts);
  if (members && !order.dry_run) count_mix(connection);
  refusals.close();
  return run.result();
}

std::string summary_of(const ImportOrder& order, const ImportResult& result) {
  const auto figure = [](std::uint64_t count, std::string_view what) {
    return std::to_string(count) + ' ' + std::string(what);
  };
  std::string text;
  if (!order.members.empty()) {
    text += "members: " + figure(result.members_read, "read, ") +
            figure(result.members.added, "added, ") + figure(result.members.changed, "changed, ") +
            figure(result.members.unchanged, "unchanged, ") +
            figure(result.members_refused, "refused");
    if (result.members.contacts_kept > 0) {
      text +=
          "; " + figure(result.members.contacts_kept, "contacts left as their members chose them");
    }
    text += '\n';
  }
  if (!order.facts.empty()) {
    text += "facts: " + figure(result.facts_read, "read, ") +
            figure(result.facts.added, "added, ") + figure(result.facts.known, "known, ") +
            figure(result.facts.old, "too old to be asked, ") +
            figure(result.facts_refused, "refused") + '\n';
  }
  if (order.dry_run) text += "dry run: nothing was written\n";
  return text;
}

}  // namespace portillon
