#pragma once
// What a page wants shown: the template of its stem and the values for it, as data. The shell
// renders it, in production and in the page tests alike; a variable that the template asks for and
// the view does not set is an error there.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "page/message.h"

namespace portillon {

// One dictionary of a template: variables, and sections that are shown once per Part.
class Part {
 public:
  using Value = std::variant<std::string, Text, Moment>;

  Part& set(std::string_view variable, std::string value);
  Part& set(std::string_view variable, Text text);
  Part& set(std::string_view variable, Moment moment);
  Part& show(std::string_view section);  // once, without variables of its own
  Part& add(std::string_view section);   // one more; returns the new inner part

  const std::map<std::string, Value, std::less<>>& values() const { return values_; }
  const std::map<std::string, std::vector<Part>, std::less<>>& sections() const {
    return sections_;
  }

 private:
  std::map<std::string, Value, std::less<>> values_;
  std::map<std::string, std::vector<Part>, std::less<>> sections_;
};

struct FieldError {
  std::string field;  // name and id of the form's field; empty: concerns the whole page
  Text text;
};

class View {
 public:
  // `stem` names pages/STEM.html. The heading is the text `heading_STEM` unless set.
  explicit View(std::string_view stem) : stem_(stem) {}

  View& heading(MessageId id);
  View& step(unsigned number, unsigned of);  // « Étape 2 sur 4 »
  View& abandon();                           // shows Abandonner
  View& sign_out();                          // shows Se déconnecter
  View& error(std::string_view field,
              Text text);   // summary on top, message at the field, title « Erreur : »
  View& notice(Text text);  // good or neutral news on top

  Part& body() { return body_; }
  const Part& body() const { return body_; }
  const std::string& stem() const { return stem_; }
  const std::vector<FieldError>& errors() const { return errors_; }
  const std::vector<Text>& notices() const { return notices_; }
  std::optional<MessageId> heading() const { return heading_; }
  unsigned step_number() const { return step_; }
  unsigned steps() const { return steps_; }
  bool shows_abandon() const { return abandon_; }
  bool shows_sign_out() const { return sign_out_; }

 private:
  std::string stem_;
  std::optional<MessageId> heading_;
  unsigned step_ = 0;
  unsigned steps_ = 0;
  bool abandon_ = false;
  bool sign_out_ = false;
  std::vector<FieldError> errors_;
  std::vector<Text> notices_;
  Part body_;
};

}  // namespace portillon
