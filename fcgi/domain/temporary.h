// The mot de passe temporaire: made by the system, read from a text message, a mail or a letter, or
// heard on the telephone, typed once, and good only to choose a password of one's own.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "crypto/secret.h"
#include "domain/uniform.h"

namespace portillon {

inline constexpr std::size_t kTemporaryLength = 12;

// 44 symbols that cannot be taken for one another, in print, in handwriting or by ear:
// - none of 0 O o Q, 1 l I i !, 2 Z z, 5 S s, 8 B, 9 g q; no m, which r and n make together; and of
//   the letters whose two cases differ by little but size (C K P U V W X) only one case;
// - specials of the GSM basic set (one septet each, 3GPP TS 23.038), on an AZERTY keyboard without
//   AltGr, with one plain name in French (plus, égal, point d'interrogation, étoile, dollar); no
//   hyphen, which a line end swallows, and no & < > " ', which markup has uses for.
inline constexpr std::string_view kTemporaryDigits = "23456789";
inline constexpr std::string_view kTemporaryUpper = "ACDEFGHJLMNPRTUVWXY";
inline constexpr std::string_view kTemporaryLower = "abdefhjknrty";
inline constexpr std::string_view kTemporarySpecial = "+=?*$";

class TemporaryPassword {
 public:
  // One symbol of each class, eight of any, in random order; every choice is uniform. Even the
  // likeliest outcome has a probability below 2^-64 (the test computes it).
  static TemporaryPassword draw(const UniformBelow& below);
  // Exact, but spaces around and between are ignored; nullopt when it has not the shape, which
  // tells a sign-in page that a member's own password was typed.
  static std::optional<TemporaryPassword> parse(std::string_view typed);

  // The 12 symbols.
  const Secret& symbols() const { return symbols_; }
  // For a message: three groups of four, "Ad4+ EhR7 m?Xt".
  Secret grouped() const;

 private:
  explicit TemporaryPassword(Secret symbols) : symbols_(std::move(symbols)) {}
  Secret symbols_;
};

}  // namespace portillon
