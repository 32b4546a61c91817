#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "admin/check_programs.h"

namespace portillon {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

// Version 1, FCGI_GET_VALUES, request 0; one name without value.
constexpr std::string_view kName = "FCGI_MPXS_CONNS";
constexpr char kGetValues = 9;
constexpr unsigned char kGetValuesResult = 10;
constexpr std::size_t kHeader = 8;

std::string question() {
  std::string record = {1, kGetValues, 0, 0, 0, static_cast<char>(kName.size() + 2), 0, 0};
  record += static_cast<char>(kName.size());
  record += '\0';
  return record + std::string(kName);
}

bool ready(int descriptor, short events, std::chrono::milliseconds within) {
  pollfd wanted{descriptor, events, 0};
  return ::poll(&wanted, 1, static_cast<int>(within.count())) == 1;
}

}  // namespace

Answer ask_socket(const std::filesystem::path& socket, std::chrono::milliseconds within) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = socket.string();
  if (path.size() >= sizeof address.sun_path) return Answer::nobody;
  path.copy(address.sun_path, path.size());
  const Descriptor link(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (link.number() < 0) return Answer::nobody;
  if (::connect(link.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    if (errno == EACCES) return Answer::forbidden;
    return errno == EAGAIN ? Answer::silent : Answer::nobody;  // its queue is full; or nobody's
  }
  const std::string record = question();
  if (::send(link.number(), record.data(), record.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(record.size()) ||
      !ready(link.number(), POLLIN, within)) {
    return Answer::silent;
  }
  std::array<unsigned char, kHeader> header{};
  const ssize_t got = ::recv(link.number(), header.data(), header.size(), MSG_DONTWAIT);
  return got == static_cast<ssize_t>(header.size()) && header[1] == kGetValuesResult
             ? Answer::good
             : Answer::silent;
}

}  // namespace portillon
