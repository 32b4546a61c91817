#pragma once
// `portillon migrate`: brings the schema to the version that the programs know, and says so.

#include <filesystem>
#include <ostream>

#include "store/connection.h"

namespace portillon {

// One file after the other, each told when it is done; what is there already is left alone, so an
// interrupted run is simply run again. `dry_run` only tells. Throws StartError: a gap in the
// files, files of another release than this program, or a schema that is newer than they are;
// StorageError: the database, or somebody else who migrates just now.
void migrate(Connection& connection, const std::filesystem::path& folder, bool dry_run,
             std::ostream& out);

}  // namespace portillon
