#include "page/step.h"

template class std::vector<portillon::Effect>;
