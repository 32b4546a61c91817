#include "admin/mix.h"

#include <algorithm>
#include <cstdlib>

#include "store/queries_import.h"
#include "store/queries_members.h"

namespace portillon {
namespace {

constexpr std::uint64_t kBeside = 100;
constexpr int kWorthSaving = 10;

unsigned share(std::uint64_t part, std::uint64_t whole, unsigned by_default) {
  return static_cast<unsigned>((part * 1000 + kBeside * by_default) / (whole + kBeside));
}

unsigned fresh_share(const KindCount& count, unsigned by_default) {
  return share(count.fresh, count.all, by_default);
}

std::array<unsigned, 6> shares_of(const Mix& mix) {
  return {mix.exploitant,     mix.entreprise,     mix.new_particulier,
          mix.new_exploitant, mix.new_entreprise, mix.new_siret};
}

}  // namespace

Mix mix_of(const KindCounts& counts) {
  const auto& [particuliers, exploitants, entreprises] = counts.nir;
  const std::uint64_t whole = particuliers.all + exploitants.all + entreprises.all;
  const Mix usual;
  return {share(exploitants.all, whole, usual.exploitant),
          share(entreprises.all, whole, usual.entreprise),
          fresh_share(particuliers, usual.new_particulier),
          fresh_share(exploitants, usual.new_exploitant),
          fresh_share(entreprises, usual.new_entreprise),
          fresh_share(counts.siret, usual.new_siret)};
}

bool is_worth_saving(const Mix& stored, const Mix& counted) {
  const auto before = shares_of(stored), after = shares_of(counted);
  return !std::equal(before.begin(), before.end(), after.begin(), [](unsigned a, unsigned b) {
    return std::abs(static_cast<int>(a) - static_cast<int>(b)) < kWorthSaving;
  });
}

void count_mix(Connection& connection) {
  KindCounts counts;
  for (const auto& [siret, name, all, fresh] : connection.all(sql::kCountKinds)) {
    const auto kind = kind_from(name);
    if (!kind) throw StorageError("members holds a kind that is not known");
    (siret ? counts.siret : counts.nir[static_cast<std::size_t>(*kind)]) = {all, fresh};
  }
  const auto row = connection.one(sql::kFindMix);
  if (!row) throw StorageError("mix holds no row");
  const Mix stored = std::apply([](auto... cells) { return Mix{cells...}; }, *row);
  const Mix mix = mix_of(counts);
  if (!is_worth_saving(stored, mix)) return;
  connection.run(sql::kSaveMix, mix.exploitant, mix.entreprise, mix.new_particulier,
                 mix.new_exploitant, mix.new_entreprise, mix.new_siret);
}

}  // namespace portillon
