#pragma once
// The machine that a program runs on, as the page `health` sees it.

#include <string>
#include <vector>

#include "page/types.h"

namespace portillon {

enum class Space : std::uint8_t { enough, little, none };

struct Disk {
  std::string folder;
  Space space = Space::enough;
};

struct NodeState {
  bool draining = false;
  std::vector<std::string> silent;  // stems of pages that do not answer, or stand still
  std::vector<Disk> disks;          // those that are not `enough`
};

class Node {
 public:
  virtual ~Node() = default;
  virtual Time clock() = 0;  // the machine's own, which the database's should be
  // Within a quarter of a second, whatever the pages do.
  virtual NodeState look() = 0;
};

}  // namespace portillon
