#pragma once
// GMime hands out references that its caller must give back.

#include <gmime/gmime.h>

#include <memory>

namespace portillon {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

}  // namespace portillon
