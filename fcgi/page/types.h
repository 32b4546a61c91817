#pragma once
// The words that pages, storage and courier share. Values only; nothing here reads or writes.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"  // Digest: 32 bytes

namespace portillon {

// UTC, from the database's clock; nothing in the product reads another one.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

enum class Kind : std::uint8_t { particulier, exploitant, entreprise };
enum class Channel : std::uint8_t { sms, email, letter };
enum class ContactType : std::uint8_t { email, mobile, landline, fax };

// Where a journey stands. Each stage is one page; see page_of().
enum class Stage : std::uint8_t { prove, channel, code, sent, new_password };

enum class FactKind : std::uint8_t { vitale, benefit, contribution, payroll };

std::string_view name_of(Kind);
std::string_view name_of(Channel);
std::string_view name_of(ContactType);
std::string_view name_of(Stage);
std::string_view name_of(FactKind);
std::optional<Kind> kind_from(std::string_view name);
std::optional<Channel> channel_from(std::string_view name);
std::optional<ContactType> contact_type_from(std::string_view name);
std::optional<Stage> stage_from(std::string_view name);
std::optional<FactKind> fact_kind_from(std::string_view name);

// The stem of the page where a journey at this stage stands.
std::string_view page_of(Stage);

// Keyed hash of a canonical identifier: the same for a member and for a stranger's number.
// Limits and audit rows are kept under it, never under what was typed.
using SubjectId = Digest;

// What a row is looked up by where its keyed hash may have been made before a rotation: under the
// key in use and under the one before it. Without a rotation both are the same, so that one
// statement with two parameters asks for either, at the same cost.
struct Lookup {
  Digest current{};
  Digest previous{};

  Lookup(const Digest& only) : current(only), previous(only) {}  // NOLINT: one hash is both
  Lookup(const Digest& now, const Digest& before) : current(now), previous(before) {}
};

// SHA-256 of the token in a cookie; the token itself is stored nowhere.
using SessionId = Digest;

// 0 means: nobody, a stranger's decoy.
using MemberId = std::uint64_t;
inline constexpr MemberId kNobody = 0;

using ContactId = std::uint64_t;

// Random, 63 bits, never 0: made by the page that queues a message, so that the journey can name
// it.
using MessageKey = std::uint64_t;
// One try of one message: what a receipt or bounce is about.
struct Handled {
  MessageKey message = 0;
  std::uint64_t lease = 0;  // its low 24 bits
};

// The member as other applications see him: 32 hexadecimal digits, random, stable, says nothing.
using PublicId = std::string;

}  // namespace portillon
