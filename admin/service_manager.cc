#include "admin/service_manager.h"

#include <systemd/sd-bus.h>

#include <memory>
#include <system_error>

#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr const char* kName = "org.freedesktop.systemd1";
constexpr const char* kPath = "/org/freedesktop/systemd1";
constexpr const char* kManager = "org.freedesktop.systemd1.Manager";

using Message = std::unique_ptr<sd_bus_message, decltype(&sd_bus_message_unref)>;

// Negative results of sd-bus are error numbers.
void must(int result, const std::string& what) {
  if (result < 0) {
    throw StartError("systemd: " + what + ": " + std::generic_category().message(-result));
  }
}

void append(sd_bus_message* message, const std::vector<std::string>& texts) {
  must(sd_bus_message_open_container(message, 'a', "s"), "message");
  for (const std::string& text : texts) {
    must(sd_bus_message_append_basic(message, 's', text.c_str()), "message");
  }
  must(sd_bus_message_close_container(message), "message");
}

}  // namespace

struct ServiceManager::Bus {
  sd_bus* bus = nullptr;

  // The answer; throws StartError with systemd's own words.
  Message call(sd_bus_message* question, const std::string& what) const {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message* answer = nullptr;
    const int result = sd_bus_call(bus, question, 0, &error, &answer);
    const std::string told = error.message != nullptr ? error.message : "";
    sd_bus_error_free(&error);
    if (result < 0 && !told.empty()) throw StartError("systemd: " + what + ": " + told);
    must(result, what);
    return {answer, sd_bus_message_unref};
  }
  Message question(const char* method) const {
    sd_bus_message* message = nullptr;
    must(sd_bus_message_new_method_call(bus, &message, kName, kPath, kManager, method), method);
    return {message, sd_bus_message_unref};
  }
};

ServiceManager::ServiceManager() : bus_(new Bus) {
  if (const int result = sd_bus_open_system(&bus_->bus); result < 0) {
    delete bus_;
    must(result, "no bus");
  }
}

ServiceManager::~ServiceManager() {
  sd_bus_flush_close_unref(bus_->bus);
  delete bus_;
}

void ServiceManager::change(const char* method, std::string_view unit) {
  const std::string name(unit);
  const Message question = bus_->question(method);
  must(sd_bus_message_append(question.get(), "ss", name.c_str(), "replace"), name);
  bus_->call(question.get(), name);
}

std::vector<std::string> ServiceManager::in_state(const std::vector<std::string>& states,
                                                  const std::vector<std::string>& patterns) {
  const Message question = bus_->question("ListUnitsByPatterns");
  append(question.get(), states);
  append(question.get(), patterns);
  const Message answer = bus_->call(question.get(), "units");
  std::vector<std::string> names;
  must(sd_bus_message_enter_container(answer.get(), 'a', "(ssssssouso)"), "units");
  const char* name = nullptr;
  int got = 0;
  while ((got = sd_bus_message_read(answer.get(), "(ssssssouso)", &name, nullptr, nullptr, nullptr,
                                    nullptr, nullptr, nullptr, nullptr, nullptr, nullptr)) > 0) {
    names.emplace_back(name);
  }
  must(got, "units");
  return names;
}

}  // namespace portillon
