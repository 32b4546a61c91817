#include "crypto/keyring.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/primitives.h"

namespace portillon {

namespace {

constexpr std::size_t kMaxFileSize = 64 * 1024;

std::optional<std::uint8_t> key_id(std::string_view text) {
  if (text.starts_with('0')) return std::nullopt;
  std::uint8_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return id;
}

std::optional<Key> key_of(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto id = key_id(line.substr(0, colon));
  auto bytes = from_base64url(line.substr(colon + 1));
  Secret secret = bytes ? Secret::from(std::move(*bytes)) : Secret();
  if (!id || secret.size() != kKeySize) return std::nullopt;
  return Key{*id, std::move(secret)};
}

Secret contents(const std::filesystem::path& file) {
  std::ifstream in;
  in.rdbuf()->pubsetbuf(nullptr, 0);  // a buffer of the stream's own would keep the keys, unwiped
  in.open(file, std::ios::binary);
  std::string bytes(kMaxFileSize + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const auto size = static_cast<std::size_t>(in.gcount());
  const bool whole = in.eof();  // false as well for a file over the limit
  bytes.resize(size);
  Secret text = Secret::from(std::move(bytes));
  if (!whole) throw KeyError(file.string() + ": cannot be read as a key file");
  return text;
}

Secret key_line(std::uint8_t id, const Secret& bytes) {
  if (id == 0) throw std::invalid_argument("key id is 0");
  const Secret encoded = Secret::from(to_base64url(bytes.reveal()));
  const std::string prefix = std::to_string(id) + ':';
  std::string line;
  line.reserve(prefix.size() + encoded.size());
  line.append(prefix).append(encoded.reveal());
  return Secret::from(std::move(line));
}

}  // namespace

KeyRing::KeyRing(std::string_view purpose, std::vector<Key> keys)
    : purpose_(purpose), keys_(std::move(keys)) {}

KeyRing KeyRing::parse(std::string_view purpose, std::string_view file, const Secret& text) {
  std::vector<Key> keys;
  std::string_view rest = text.reveal();
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    const auto refuse = [&](std::string_view why) {
      throw KeyError(std::string(file) + ", line " + std::to_string(number) + ": " +
                     std::string(why));
    };
    std::optional<Key> key = key_of(rest.substr(0, end));
    if (!key) refuse("not id:key, id 1 to 255 and key 32 bytes in base64url");
    if (std::ranges::find(keys, key->id, &Key::id) != keys.end()) refuse("this id came before");
    keys.push_back(std::move(*key));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  if (keys.empty()) throw KeyError(std::string(file) + ": no key");
  return {purpose, std::move(keys)};
}

const Key* KeyRing::find(std::uint8_t id) const {
  const auto found = std::ranges::find(keys_, id, &Key::id);
  return found == keys_.end() ? nullptr : &*found;
}

Keys::Keys(std::vector<KeyRing> rings) : rings_(std::move(rings)) {}

Keys Keys::load(const std::filesystem::path& directory,
                std::span<const std::string_view> purposes) {
  std::vector<KeyRing> rings;
  for (const std::string_view purpose : purposes) {
    // Also keeps a purpose from being a path out of the directory.
    if (std::ranges::find(kKeyPurposes, purpose) == kKeyPurposes.end()) {
      throw KeyError("no such key purpose: " + std::string(purpose));
    }
    const std::filesystem::path file = directory / purpose;
    rings.push_back(KeyRing::parse(purpose, file.string(), contents(file)));
  }
  return Keys(std::move(rings));
}

const KeyRing& Keys::ring(std::string_view purpose) const {
  const auto found = std::ranges::find(rings_, purpose, &KeyRing::purpose);
  if (found == rings_.end()) {
    throw KeyError("this program was not given the keys for " + std::string(purpose));
  }
  return *found;
}

Secret generate_key_line(Random& random, std::uint8_t id) {
  return key_line(id, Secret::from(random_bytes(random, kKeySize)));
}

KeyPairLines generate_key_pair_lines(Random& random, std::uint8_t id) {
  const Secret private_key = Secret::from(random_bytes(random, kKeySize));
  const Secret public_key = Secret::from(primitives::x25519_public(private_key.reveal()));
  const Secret public_line = key_line(id, public_key);
  return {key_line(id, private_key), std::string(public_line.reveal())};
}

}  // namespace portillon
