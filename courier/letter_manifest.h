#pragma once
// What lies beside the letters of a batch: manifest.csv, SHA256SUMS and, once the printing house
// has answered, acknowledgement.csv. Form: docs/letters.md.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "courier/letter_batch.h"
#include "crypto/bytes.h"
#include "page/dispatch.h"

namespace portillon {

inline constexpr std::string_view kManifest = "manifest.csv";
inline constexpr std::string_view kSums = "SHA256SUMS";
inline constexpr std::string_view kAcknowledgement = "acknowledgement.csv";

struct ManifestLine {
  LetterFile file;
  std::uint64_t bytes = 0;  // as it lies there, sealed
  Digest sha256{};
  Time at{};
};

// RFC 4180 with ';', its lines numbered from 1. No field can begin with a sign that a spreadsheet
// takes for a formula: names of batches and letters cannot hold one.
std::string manifest_of(const std::vector<ManifestLine>& lines);

// As `sha256sum --check` reads it: each letter, and the manifest.
std::string sums_of(const std::vector<ManifestLine>& lines, std::string_view manifest);

std::string acknowledgement_of(const std::vector<LetterFate>& fates);

}  // namespace portillon
