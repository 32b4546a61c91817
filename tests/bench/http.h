#pragma once
// A visitor's browser, as little of it as a load needs: one kept connection, cookies, forms.

#include <map>
#include <string>
#include <string_view>

namespace bench {

struct Answer {
  int status = 0;
  std::string location;  // path; empty if there is none
  std::string body;
};

using Form = std::map<std::string, std::string>;

class Visitor {
 public:
  explicit Visitor(int port) : port_(port) {}
  ~Visitor();
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  // Throws std::runtime_error if the server does not answer.
  Answer get(const std::string& path);
  // With the CSRF token of the page that was seen last.
  Answer post(const std::string& path, const Form& form);
  // Follows a 303; anything else comes back as it is.
  Answer follow(Answer answer);

  void forget();                   // all cookies
  void freeze() { kept_ = true; }  // answers set no more cookies
  unsigned long requests() const { return requests_; }

 private:
  Answer ask(const std::string& request);
  bool exchange(const std::string& request, Answer& answer);
  bool fill();
  std::string line();
  void take(const std::string& set_cookie);
  std::string cookies() const;

  int port_;
  int socket_ = -1;
  std::string buffer_;
  std::map<std::string, std::string> jar_;
  bool kept_ = false;
  std::string csrf_;
  unsigned long requests_ = 0;
};

// What stands in `text` between `before` and `after`, from the first `before` on; or nothing.
std::string between(std::string_view text, std::string_view before, std::string_view after);

}  // namespace bench
