#include "crypto/password_hash.h"

#include <charconv>
#include <optional>

#include "crypto/error.h"
#include "crypto/mac.h"
#include "crypto/primitives.h"
#include "crypto/random.h"

namespace portillon {

namespace {

constexpr std::uint32_t kMinMemoryKib = 8;
constexpr std::uint32_t kMaxMemoryKib = 1024 * 1024;
constexpr std::uint32_t kMaxPasses = 64;

struct Stored {
  std::uint8_t pepper_id;
  HashParameters parameters;
  std::string phc;
};

bool in_range(const HashParameters& parameters) {
  return parameters.memory_kib >= kMinMemoryKib && parameters.memory_kib <= kMaxMemoryKib &&
         parameters.passes >= 1 && parameters.passes <= kMaxPasses;
}

// Removes a decimal number and the text after it from the front.
template <typename Number>
bool take_number(std::string_view& rest, std::string_view after, Number& number) {
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc{}) return false;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  if (!rest.starts_with(after)) return false;
  rest.remove_prefix(after.size());
  return true;
}

// Strict on the parameters, so that a forged row cannot ask for a day of work or all the memory.
std::optional<Stored> parse(std::string_view text) {
  Stored stored{};
  if (!take_number(text, "$", stored.pepper_id)) return std::nullopt;
  stored.phc = text;
  constexpr std::string_view kPrefix = "$argon2id$v=19$m=";
  if (text.find('\0') != std::string_view::npos || !text.starts_with(kPrefix)) {
    return std::nullopt;
  }
  text.remove_prefix(kPrefix.size());
  if (!take_number(text, ",t=", stored.parameters.memory_kib) ||
      !take_number(text, ",p=1$", stored.parameters.passes) || !in_range(stored.parameters)) {
    return std::nullopt;
  }
  return stored;
}

// As text: whatever Argon2 implementation reads this one day, no byte of it is special.
std::optional<Secret> peppered(const KeyRing& pepper, std::uint8_t id, std::string_view row,
                               const Secret& password) {
  std::optional<Digest> digest = mac_with(pepper, id, "password", {row, password.reveal()});
  if (!digest) return std::nullopt;
  return Secret::from(to_base64url(view(*digest)));
}

}  // namespace

std::string hash_password(const KeyRing& pepper, const HashParameters& parameters,
                          std::string_view row, const Secret& nfc_password) {
  if (!in_range(parameters)) throw CryptoError("Argon2id parameters out of range");
  const std::uint8_t id = pepper.current().id;
  const std::optional<Secret> input = peppered(pepper, id, row, nfc_password);
  return std::to_string(id) + '$' +
         primitives::argon2id(input->reveal(), std::size_t{parameters.memory_kib} * 1024,
                              parameters.passes);
}

bool verify_password(const KeyRing& pepper, std::string_view stored, std::string_view row,
                     const Secret& nfc_password) {
  const std::optional<Stored> parsed = parse(stored);
  if (!parsed) return false;
  const std::optional<Secret> input = peppered(pepper, parsed->pepper_id, row, nfc_password);
  return input && primitives::argon2id_matches(parsed->phc, input->reveal());
}

bool needs_rehash(const KeyRing& pepper, std::string_view stored,
                  const HashParameters& parameters) {
  const std::optional<Stored> parsed = parse(stored);
  // Smaller, not different: two nodes with old and new settings must not undo each other's work.
  return !parsed || parsed->pepper_id != pepper.current().id ||
         parsed->parameters.memory_kib < parameters.memory_kib ||
         parsed->parameters.passes < parameters.passes;
}

std::string dummy_hash(const KeyRing& pepper, const HashParameters& parameters) {
  SystemRandom random;
  return hash_password(pepper, parameters, "nobody", Secret::from(random_bytes(random, kKeySize)));
}

}  // namespace portillon
