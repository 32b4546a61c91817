#include "shell/handle.h"

#include <chrono>

#include "shell/answer.h"
#include "shell/exchange.h"
#include "store/connection.h"

namespace portillon {
namespace {

constexpr std::chrono::seconds kRetryAfterOutage{30};
constexpr std::chrono::seconds kRetryWhenBusy{5};

RawResponse plain_unavailable() {
  RawResponse raw = plain_answer(503, "Le service est momentanément indisponible.\n");
  raw.add("Retry-After", std::to_string(kRetryAfterOutage.count()));
  return raw;
}

RawResponse outage(const Program& program, const RawRequest& raw, std::chrono::seconds retry) {
  const Site& site = program.settings.site;
  if (program.page.machine) return plain_unavailable();
  try {
    View view("unavailable");
    view.body().show(retry == kRetryWhenBusy ? "MANY" : "AWAY");
    const Response response{503, std::move(view), retry, {}, false};
    const bool is_page = !url_under_prefix(raw.path, program.page.stem, site).empty();
    const std::string& way_on = is_page && program.page.gets ? raw.path : site.home;
    return answer(program, response, {"", way_on, language_of(program, raw)});
  } catch (const std::exception&) {
    return plain_unavailable();  // the outage may be the templates' own
  }
}

RawResponse failed(const Program& program, const RawRequest& raw, std::string_view event,
                   std::string_view what) {
  program.metrics.event(event);
  program.log.write(event, {{"id", clean_request_id(raw.request_id)}, {"what", what}});
  return outage(program, raw, event == "busy" ? kRetryWhenBusy : kRetryAfterOutage);
}

// The one place where exceptions end.
RawResponse answered(const Program& program, const RawRequest& raw, Worker worker, unsigned& runs) {
  try {
    Exchange exchange(program, raw, worker);
    RawResponse response = exchange.run();
    runs = exchange.runs();
    return response;
  } catch (const SchemaError&) {
    throw;
  } catch (const StorageError& error) {
    return failed(program, raw, "storage_failed", error.what());
  } catch (const Busy&) {
    return failed(program, raw, "busy", "no place for a password computation");
  } catch (const Shed&) {
    // No line of its own: under a flood there are thousands a second. `request` has `waited`.
    program.metrics.event("shed");
    return outage(program, raw, kRetryWhenBusy);
  } catch (const Contended& error) {
    return failed(program, raw, "contended", error.what());
  } catch (const std::exception& error) {
    return failed(program, raw, "request_failed", error.what());
  }
}

}  // namespace

RawResponse handle(const Program& program, const RawRequest& raw, Worker worker) {
  const auto start = std::chrono::steady_clock::now();
  unsigned runs = 0;
  RawResponse response = answered(program, raw, worker, runs);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  program.metrics.answered(response.status(), took, runs);
  program.metrics.waited(raw.waited);
  program.log.write("request", {{"id", clean_request_id(raw.request_id)},
                                {"status", std::int64_t{response.status()}},
                                {"waited", std::int64_t{raw.waited.count()}},
                                {"milliseconds", took.count()},
                                {"runs", std::int64_t{runs}}});
  return response;
}

RawResponse unavailable(const Program& program, const RawRequest& raw) {
  return outage(program, raw, kRetryAfterOutage);
}

}  // namespace portillon
