#include "parts/kept.h"

#include <map>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/mac.h"

namespace portillon {
namespace {

constexpr std::size_t kOwnerBytes = 8;
constexpr std::size_t kLongestValue = 300;  // bytes; an address has 254. The cookie stays small.

}  // namespace

std::string owner_of(const SubjectId& subject) {
  const Digest digest = sha256("owner" + std::string(view(subject)));
  return to_hex(view(digest).substr(0, kOwnerBytes));
}

Step kept_on_the_way(Step away, std::string_view stem,
                     std::initializer_list<std::string_view> fields, const Request& request,
                     Time now) {
  if (!request.late && request.method != Method::post) return away;
  Kept kept{std::string(stem), std::string(request.form["owner"]), now + kKeptFor, {}};
  for (const std::string_view field : fields) {
    const std::string_view typed = request.form[field];
    if (!typed.empty() && typed.size() <= kLongestValue) kept.values.emplace(field, typed);
  }
  if (kept.values.empty() || kept.owner.size() != 2 * kOwnerBytes) return away;
  away.effects.emplace_back(Keep{std::move(kept)});
  std::string& query = std::get<ToPage>(away.response.content).query;
  query += query.empty() ? "fin=saisie" : "&fin=saisie";
  return away;
}

Fields typed_before(const Request& request, const Session& session, std::string_view stem,
                    const SubjectId& subject, Time now) {
  const std::string owner = owner_of(subject);
  if (request.late) return request.form["owner"] == owner ? request.form : Fields();
  const auto& kept = session.kept;
  if (!kept || kept->owner != owner || kept->stem != stem || now >= kept->until) return {};
  return Fields(kept->values);
}

void forget_kept(Step& step, const Request& request, const Session& session,
                 const SubjectId& subject) {
  if (!session.kept) return;
  const bool answered = request.method == Method::post;
  if (answered || session.kept->owner != owner_of(subject)) step.effects.emplace_back(Forget{});
}

}  // namespace portillon
