#include "page/view.h"

namespace portillon {

Part& Part::set(std::string_view variable, std::string value) {
  values_.insert_or_assign(std::string(variable), Value(std::move(value)));
  return *this;
}

Part& Part::set(std::string_view variable, Text text) {
  values_.insert_or_assign(std::string(variable), Value(std::move(text)));
  return *this;
}

Part& Part::set(std::string_view variable, Moment moment) {
  values_.insert_or_assign(std::string(variable), Value(moment));
  return *this;
}

Part& Part::show(std::string_view section) {
  add(section);
  return *this;
}

Part& Part::add(std::string_view section) { return sections_[std::string(section)].emplace_back(); }

View& View::heading(MessageId id) {
  heading_ = id;
  return *this;
}

View& View::step(unsigned number, unsigned of) {
  step_ = number;
  steps_ = of;
  return *this;
}

View& View::abandon() {
  abandon_ = true;
  return *this;
}

View& View::sign_out() {
  sign_out_ = true;
  return *this;
}

View& View::error(std::string_view field, Text text) {
  errors_.push_back({std::string(field), std::move(text)});
  return *this;
}

View& View::notice(Text text) {
  notices_.push_back(std::move(text));
  return *this;
}

}  // namespace portillon
