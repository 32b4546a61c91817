#pragma once
// From what a page returned to what goes over the line.

#include <chrono>
#include <optional>
#include <string>

#include "page/step.h"
#include "shell/http.h"
#include "shell/program.h"

namespace portillon {

// Without cookies. Throws RenderError, or std::invalid_argument for a redirection that would leave
// this host.
RawResponse answer(const Program& program, const Response& response, const Frame& frame);

// Without template: for programs, and when the templates themselves are at fault.
RawResponse plain_answer(int status, std::string text);

}  // namespace portillon
