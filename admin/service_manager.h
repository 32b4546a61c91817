#pragma once
// systemd, as far as the command asks it for something: over its bus, so that no program is
// started.

#include <string>
#include <string_view>
#include <vector>

namespace portillon {

// What `portillon drain` needs of it; the seam for tests.
class Units {
 public:
  virtual ~Units() = default;
  // Asked for, not waited for.
  virtual void start(std::string_view unit) = 0;
  virtual void stop(std::string_view unit) = 0;
  // Names of the units of these patterns (portillon@*.service) that are in one of these states.
  virtual std::vector<std::string> in_state(const std::vector<std::string>& states,
                                            const std::vector<std::string>& patterns) = 0;
};

class ServiceManager final : public Units {
 public:
  // Throws StartError when no systemd answers, as every call does when it refuses.
  ServiceManager();
  ~ServiceManager() override;
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;

  void start(std::string_view unit) override { change("StartUnit", unit); }
  void stop(std::string_view unit) override { change("StopUnit", unit); }
  std::vector<std::string> in_state(const std::vector<std::string>& states,
                                    const std::vector<std::string>& patterns) override;

 private:
  void change(const char* method, std::string_view unit);
  struct Bus;
  Bus* bus_;
};

}  // namespace portillon
