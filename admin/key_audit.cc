#include "admin/key_audit.h"

#include <optional>

#include "admin/installation.h"
#include "admin/operator.h"
#include "admin/operator_steps.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr std::string_view kKeyOfTrail[] = {"audit_admin"};

// Empty where there is no configuration, or `folder` is not its own.
std::optional<Installation> installation_of(const std::filesystem::path& folder) {
  try {
    Installation installation = Installation::load();
    std::error_code error;
    if (std::filesystem::equivalent(folder, installation.keys, error)) return installation;
  } catch (const StartError&) {
    // A folder elsewhere: nothing is installed yet, or this is another machine.
  }
  return std::nullopt;
}

}  // namespace

struct KeyAudit::Trail {
  explicit Trail(Installation found)
      : installation(std::move(found)), connection(installation.database()) {
    connection.open();
  }
  Installation installation;
  Connection connection;
  SystemRandom random;
  Keys keys = Keys::load(installation.keys, kKeyOfTrail);
  OperatorSteps steps{connection, installation.config.settings.limits, random, keys,
                      operator_name()};
};

KeyAudit::KeyAudit(const std::filesystem::path& folder) {
  if (auto found = installation_of(folder)) trail_ = std::make_unique<Trail>(std::move(*found));
}

KeyAudit::~KeyAudit() = default;

void KeyAudit::note(const std::string& what) {
  if (!trail_) return;
  trail_->steps.take([&](Time) -> Effects { return {Audit{Event::keys_by_operator, {}, what}}; });
}

}  // namespace portillon
