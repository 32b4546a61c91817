// What became of a message at the other end, told by the provider that took it. For programs alone:
// the caller is known by the handle of the try, which nobody else can make, or by the provider's
// token where its receipts know a message only by a name of its own.
//
// A repeated receipt, one about an earlier try and one about nobody's message are answered as any
// other: 200, since a caller that hears anything else (204 among it, for Kannel) says it again.
#include <algorithm>

#include "page/derivations.h"
#include "pages.h"

namespace portillon {
namespace {

Step answer(int status, std::string body, Effects effects = {}) {
  return {{status, Bare{std::move(body), "text/plain"}, {}, {}, false}, std::move(effects)};
}

const ReceiptSource* source_of(std::string_view provider, const Settings& settings) {
  const auto found = std::ranges::find(settings.receipts, provider, &ReceiptSource::provider);
  return found == settings.receipts.end() ? nullptr : &*found;
}

bool among(std::string_view value, const std::vector<std::string>& values) {
  return std::ranges::find(values, value) != values.end();
}

std::optional<MessageState> outcome_of(std::string_view status, const ReceiptSource& source) {
  if (among(status, source.delivered)) return MessageState::delivered;
  if (among(status, source.failed)) return MessageState::failed;
  return std::nullopt;  // on its way, or a word that the configuration does not know
}

Step run(const Request& request, const Session&, const World& world) {
  const Fields& told = request.form;
  const ReceiptSource* source = source_of(told["provider"], world.settings);
  if (source == nullptr) return answer(403, "unknown\n");

  std::optional<Handled> handled;
  if (source->id.empty()) {
    handled = handled_by(world.keys, told[source->handle]);
    if (!handled) return answer(403, "unknown\n");
  } else {
    if (!is_receipt_token(world.keys, source->provider, told["token"])) {
      return answer(403, "unknown\n");
    }
    if (told[source->id].empty()) return answer(400, "no id\n");
    // Perhaps it is quicker than the courier, which has yet to note the id: let it come again.
    handled = world.records.handed_to(source->provider, told[source->id]);
    if (!handled) return answer(404, "no such message\n");
  }

  const std::string_view status = told[source->status];
  if (status.empty()) return answer(400, "no status\n");
  const auto outcome = outcome_of(status, *source);
  const std::string word(outcome ? name_of(*outcome) : "other");
  Effects effects{Note{Event::receipt, source->provider + " " + word}};
  if (outcome) effects.push_back(Settle{*handled, *outcome});
  return answer(200, "ok\n", std::move(effects));
}

}  // namespace

const Page pages::receipt{"receipt", 0, true, true, {}, {}, run, true};

}  // namespace portillon
