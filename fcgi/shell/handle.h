#pragma once
// One request from door to door, without sockets and without a database of its own: method, form,
// cookies, token, the page, its effects, and the answer.

#include "shell/http.h"
#include "shell/program.h"

namespace portillon {

// Always an answer: what breaks is logged, and answered with 503 and the caisse's phone number.
// Throws only SchemaError (store/connection.h), after which this program must not go on.
RawResponse handle(const Program& program, const RawRequest& raw, Worker worker);

// The 503 by itself, for the request at which a SchemaError came.
RawResponse unavailable(const Program& program, const RawRequest& raw);

}  // namespace portillon
