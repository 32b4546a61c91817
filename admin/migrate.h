#pragma once
// `portillon migrate`: brings the schema to the version that the programs know, and says so.

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "store/connection.h"
#include "store/migrate.h"

namespace portillon {

// One file after the other, each told when it is done; what is there already is left alone, so an
// interrupted run is simply run again. `dry_run` only tells. Throws StartError: a gap in the
// files, files of another release than this program, or a schema that is newer than they are;
// StorageError: the database, or somebody else who migrates just now.
// What the programs that run on a schema of version `from` notice of these migrations, as a line
// with its end: they serve on, or must be stopped first. Empty where nothing is to be applied, or
// the schema is from before version 20, with which that began.
std::string effect_on_running(const std::vector<Migration>& migrations, std::uint32_t from);

void migrate(Connection& connection, const std::filesystem::path& folder, bool dry_run,
             std::ostream& out);

}  // namespace portillon
