#pragma once
// A libcurl handle and the connection that it keeps to one mail server. For courier/smtp_provider.

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "courier/smtp_dialogue.h"
#include "courier/smtp_provider.h"

namespace portillon {

// One message at a time.
class SmtpConnection {
 public:
  // Connects with the first message. Both must outlive it.
  SmtpConnection(const SmtpHost& host, const Secret& password);
  // Waits for nobody.
  ~SmtpConnection();
  SmtpConnection(const SmtpConnection&) = delete;
  SmtpConnection& operator=(const SmtpConnection&) = delete;

  // A connection that was kept, and that the server or what is between has ended meanwhile, is
  // replaced within the same call. Nothing is kept of the message but what libcurl has in a buffer
  // until the next one.
  Handover send(const Secret& message, const std::string& from, const Email& to,
                std::chrono::milliseconds within);

 private:
  struct Free {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  };
  Handover try_once(const Secret& message, bool fresh, std::chrono::milliseconds within);
  std::size_t give(char* buffer, std::size_t room);
  void hang_up();

  static int note_line(CURL*, curl_infotype, char* bytes, std::size_t size, void* self);
  static std::size_t give_content(char* buffer, std::size_t size, std::size_t count, void* self);
  static int note_opened(void* self, curl_socket_t socket, curlsocktype);
  static int close_socket(void* self, curl_socket_t socket);

  const bool wants_login_;
  std::vector<curl_socket_t> sockets_;  // open ones, usually one
  // Of the message in hand.
  std::string_view content_;
  bool without_login_ = false;  // the server asked for none, and we want to be known to it
  SmtpDialogue dialogue_;
  std::unique_ptr<CURL, Free> curl_;  // last: closing it still calls back
};

}  // namespace portillon
