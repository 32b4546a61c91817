#include "pages.h"
#include "shell/serve.h"

int main() { return portillon::serve(portillon::PORTILLON_PAGE); }
