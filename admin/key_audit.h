#pragma once
// Each act on the installation's keys leaves a row of the audit trail, with the operator's name,
// the purpose and the key's id; never a key.

#include <filesystem>
#include <memory>
#include <string>

namespace portillon {

class KeyAudit {
 public:
  // Before the act: throws StartError, KeyError or StorageError where it could not be noted, so
  // that it is not done. `folder`: of the keys. Of a folder that is not the installation's, such as
  // one that is made before there is one, nothing is noted.
  explicit KeyAudit(const std::filesystem::path& folder);
  ~KeyAudit();

  // After it. `what`: "rotate code 3".
  void note(const std::string& what);

 private:
  struct Trail;
  std::unique_ptr<Trail> trail_;
};

}  // namespace portillon
