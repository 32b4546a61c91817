// The baseline of the pages: a libfcgi responder that sends the bytes of one file, and nothing
// else.
//   bare FILE THREADS      (descriptor 0 is the listening socket)
#include <fcgiapp.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3 || FCGX_Init() != 0) return 2;
  std::ifstream in(argv[1], std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const auto work = [&bytes] {
    FCGX_Request request;
    FCGX_InitRequest(&request, 0, 0);
    while (FCGX_Accept_r(&request) >= 0) {
      FCGX_PutStr(bytes.data(), static_cast<int>(bytes.size()), request.out);
      FCGX_Finish_r(&request);
    }
  };
  std::vector<std::jthread> workers;
  for (int i = 0; i < std::atoi(argv[2]); ++i) workers.emplace_back(work);
}
