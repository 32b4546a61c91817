// Sends requests at a fixed pace, whatever becomes of those before: each on a connection of its own
// and from an address of its own, as a crowd does.
//   flood PORT PER_SECOND SECONDS MOST_OPEN < REQUESTS
// REQUESTS: for each a line `ADDRESS BYTES`, then so many bytes; taken in turns. Prints a JSON
// object: how many were sent, in how many seconds after the last one all were answered, and for
// each status (0: hung up on, or no answer within kPatience) how many, how many with Retry-After,
// and the median and 99th percentile of their time in seconds.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr Seconds kPatience{20};

struct Request {
  in_addr_t from = 0;
  std::string bytes;
};

struct Line {
  int descriptor = -1;
  const Request* request = nullptr;
  std::string head;  // of the answer, as much of it as is looked at
  Clock::time_point began;
};

struct Answers {
  unsigned long retry_after = 0;
  std::vector<double> seconds;
};

std::vector<Request> read_requests(std::istream& in) {
  std::vector<Request> all;
  std::string address;
  for (std::size_t size = 0; in >> address >> size;) {
    Request& one = all.emplace_back();
    one.from = inet_addr(address.c_str());
    one.bytes.resize(size);
    in.ignore(1);
    in.read(one.bytes.data(), static_cast<std::streamsize>(size));
  }
  return all;
}

class Flood {
 public:
  Flood(std::uint16_t port, std::vector<Request> requests, std::size_t most_open)
      : port_(port), requests_(std::move(requests)), lines_(most_open) {
    for (std::size_t i = 0; i < lines_.size(); ++i) free_.push_back(i);
  }

  void run(double per_second, Seconds seconds) {
    const auto start = Clock::now();
    const auto end = start + std::chrono::duration_cast<Clock::duration>(seconds);
    for (auto now = start; now < end; now = Clock::now()) {
      const auto due = static_cast<unsigned long>(Seconds(now - start).count() * per_second);
      for (; paced_ < due; ++paced_) {
        if (!free_.empty()) send_one();
      }
      read_what_came(1);
    }
    while (free_.size() < lines_.size() && Clock::now() < end + kPatience) read_what_came(10);
    drained_ = Clock::now() - end;
    for (Line& line : lines_) {
      if (line.descriptor >= 0) over(line);
    }
  }

  void tell() {
    std::printf("{\"sent\": %lu, \"drained\": %.3f, \"answers\": {", sent_, drained_.count());
    const char* comma = "";
    for (auto& [status, answers] : answers_) {
      std::ranges::sort(answers.seconds);
      const std::size_t count = answers.seconds.size();
      std::printf(
          "%s\"%d\": {\"count\": %zu, \"retry_after\": %lu, \"median\": %.4f, \"p99\": %.4f}",
          comma, status, count, answers.retry_after, answers.seconds[count / 2],
          answers.seconds[count * 99 / 100]);
      comma = ", ";
    }
    std::printf("}}\n");
  }

 private:
  void send_one() {
    const std::size_t index = free_.back();
    Line& line = lines_[index];
    line.request = &requests_[sent_ % requests_.size()];
    line.began = Clock::now();
    line.head.clear();
    line.descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (line.descriptor < 0) return;
    free_.pop_back();
    ++sent_;
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = line.request->from;
    sockaddr_in to = from;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port_);
    if (bind(line.descriptor, reinterpret_cast<sockaddr*>(&from), sizeof from) < 0 ||
        (connect(line.descriptor, reinterpret_cast<sockaddr*>(&to), sizeof to) < 0 &&
         errno != EINPROGRESS)) {
      return over(line);
    }
    epoll_event event{};
    event.events = EPOLLOUT;
    event.data.ptr = &line;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, line.descriptor, &event);
  }

  void read_what_came(int milliseconds) {
    epoll_event events[256];
    const int count = epoll_wait(epoll_, events, 256, milliseconds);
    for (int i = 0; i < count; ++i) {
      Line& line = *static_cast<Line*>(events[i].data.ptr);
      if (events[i].events & EPOLLOUT) {
        write(line);
      } else {
        read(line);
      }
    }
  }

  void write(Line& line) {
    const std::string& bytes = line.request->bytes;
    if (send(line.descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size())) {
      return over(line);
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &line;
    epoll_ctl(epoll_, EPOLL_CTL_MOD, line.descriptor, &event);
  }

  void read(Line& line) {
    char buffer[16384];
    const ssize_t got = recv(line.descriptor, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return over(line);
    if (line.head.size() < 4096) line.head.append(buffer, static_cast<std::size_t>(got));
  }

  void over(Line& line) {
    const int status = line.head.size() > 12 ? std::atoi(line.head.c_str() + 9) : 0;
    Answers& answers = answers_[status];
    answers.seconds.push_back(Seconds(Clock::now() - line.began).count());
    if (line.head.find("\r\nRetry-After: ") != std::string::npos) ++answers.retry_after;
    close(line.descriptor);
    line.descriptor = -1;
    free_.push_back(static_cast<std::size_t>(&line - lines_.data()));
  }

  std::uint16_t port_;
  std::vector<Request> requests_;
  std::vector<Line> lines_;
  std::vector<std::size_t> free_;
  int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  unsigned long paced_ = 0, sent_ = 0;
  Seconds drained_{0};
  std::map<int, Answers> answers_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  std::vector<Request> requests = read_requests(std::cin);
  if (requests.empty()) return 2;
  Flood flood(static_cast<std::uint16_t>(std::atoi(argv[1])), std::move(requests),
              static_cast<std::size_t>(std::atoi(argv[4])));
  flood.run(std::atof(argv[2]), Seconds(std::atof(argv[3])));
  flood.tell();
}
