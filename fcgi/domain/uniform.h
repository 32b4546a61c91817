// The seam through which random choices reach the domain; crypto/random.h stands behind it.
#pragma once

#include <cstdint>
#include <functional>

namespace portillon {

// Gives a uniform integer in [0, bound); never called with 0.
using UniformBelow = std::function<std::uint32_t(std::uint32_t bound)>;

}  // namespace portillon
