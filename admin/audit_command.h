#pragma once
// `portillon audit`: checking, anchoring and reading the audit trail, for the security officer. As
// in commands.h.

#include <string>

namespace portillon {

struct VerifyOrder {
  std::string anchor_file;  // lines of `audit anchor`, kept on another machine; may be empty
  bool json = false;
};

struct ShowOrder {
  bool identifier_stdin = false;
  std::string subject;  // hexadecimal; empty, and no identifier: all
  std::string since;    // 2026-11-26, or 2026-11-26T10:00:00, UTC; empty: from the beginning
  std::string event;    // empty: all
  bool json = false;
};

struct ResolveOrder {
  bool identifier_stdin = false;  // identifier to subject
  std::string subject;            // subject to identifier
};

int run_audit_verify(const VerifyOrder&);  // kFailed: something is broken
int run_audit_anchor();
int run_audit_show(const ShowOrder&);
int run_audit_resolve(const ResolveOrder&);

}  // namespace portillon
