#include "courier/mime.h"

#include <gmime/gmime.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>

#include "courier/gmime_owned.h"
#include "courier/letter_text.h"
#include "page/derivations.h"

namespace portillon {
namespace {

struct FreeOptions {
  void operator()(GMimeFormatOptions* options) const { g_mime_format_options_free(options); }
};

struct FreeDate {
  void operator()(GDateTime* date) const { g_date_time_unref(date); }
};

// A byte array whose bytes are wiped before they are given back.
struct WipeArray {
  void operator()(GByteArray* bytes) const {
    wipe(std::as_writable_bytes(std::span(bytes->data, bytes->len)));
    g_byte_array_unref(bytes);
  }
};
using WipedBytes = std::unique_ptr<GByteArray, WipeArray>;

WipedBytes byte_array(std::string_view content) {
  // Room beforehand: growing leaves copies behind.
  WipedBytes bytes(
      g_byte_array_sized_new(static_cast<guint>(std::max<std::size_t>(content.size(), 1))));
  g_byte_array_append(bytes.get(), reinterpret_cast<const guint8*>(content.data()),
                      static_cast<guint>(content.size()));
  return bytes;
}

void start_gmime() {
  static std::once_flag once;
  std::call_once(once, g_mime_init);
}

bool is_handle(std::string_view handle) {
  return handle.size() == kHandleSize &&
         handle.find_first_not_of("0123456789abcdef") == handle.npos;
}

// A line by its own; a carriage return or NUL in a text has no meaning but mischief.
std::string tidy(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 1);
  for (const char c : text) {
    if (c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  if (!out.ends_with('\n')) out += '\n';
  return out;
}

// The part keeps a reference to the stream, which works on `bytes` of the caller.
void add_part(GMimeMultipart* parent, const char* subtype, GByteArray* bytes) {
  const Owned<GMimePart> part(g_mime_part_new_with_type("text", subtype));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream.get()), bytes);
  const Owned<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), content.get());
  // Never base64, which spam filters dislike and nobody can read; never 8 bits, which a server on
  // the way may not take.
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  g_mime_multipart_add(parent, GMIME_OBJECT(part.get()));
}

void set_date(GMimeMessage* message, Time at) {
  using namespace std::chrono;
  const auto seconds_since = floor<seconds>(at).time_since_epoch().count();
  const std::unique_ptr<GDateTime, FreeDate> date(g_date_time_new_from_unix_utc(seconds_since));
  g_mime_message_set_date(message, date.get());
}

std::string domain_of(const Email& email) {
  return email.address().substr(email.address().find('@') + 1);
}

void set_headers(GMimeMessage* message, const Envelope& envelope, const Email& to,
                 const MailSender& sender) {
  set_date(message, envelope.at);
  g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, sender.name.c_str(),
                             sender.from.address().c_str());
  if (sender.reply_to) {
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, nullptr,
                               sender.reply_to->address().c_str());
  }
  g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, nullptr, to.address().c_str());
  g_mime_message_set_subject(message, printable(envelope.subject).c_str(), "utf-8");
  const std::string id = envelope.handle + "@" + domain_of(sender.bounces);
  g_mime_message_set_message_id(message, id.c_str());
  GMimeObject* object = GMIME_OBJECT(message);
  g_mime_object_append_header(object, "Auto-Submitted", "auto-generated", nullptr);
  g_mime_object_append_header(object, "X-Auto-Response-Suppress", "All", nullptr);
  g_mime_object_append_header(object, "Content-Language",
                              std::string(envelope.language.tag()).c_str(), nullptr);
}

Secret written(GMimeMessage* message, std::size_t expected) {
  const std::unique_ptr<GMimeFormatOptions, FreeOptions> options(g_mime_format_options_new());
  g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
  const WipedBytes bytes(g_byte_array_sized_new(static_cast<guint>(expected)));
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream.get()), bytes.get());
  if (g_mime_object_write_to_stream(GMIME_OBJECT(message), options.get(), stream.get()) < 0) {
    throw std::runtime_error("mime: the message could not be written");
  }
  return Secret::from(std::string(reinterpret_cast<const char*>(bytes->data), bytes->len));
}

}  // namespace

std::string envelope_sender(const Email& bounces, std::string_view handle) {
  const std::string& address = bounces.address();
  const std::size_t at = address.find('@');
  return address.substr(0, at) + "+" + std::string(handle) + address.substr(at);
}

std::optional<Secret> mime_message(const Envelope& envelope, const MailSender& sender,
                                   const MailLayout& layout) {
  if (!is_handle(envelope.handle)) throw std::invalid_argument("mime: no handle");
  const auto to = Email::parse(envelope.to.reveal());
  if (!to) return std::nullopt;
  start_gmime();
  const Secret text = Secret::from(tidy(envelope.text.reveal()));
  const Secret html = layout.html({sender.caisse, envelope.subject, text.reveal(),
                                   !is_notice(envelope.kind), envelope.language});
  const WipedBytes text_bytes = byte_array(text.reveal());
  const WipedBytes html_bytes = byte_array(html.reveal());
  const Owned<GMimeMessage> message(g_mime_message_new(FALSE));
  set_headers(message.get(), envelope, *to, sender);
  const Owned<GMimeMultipart> parts(g_mime_multipart_new_with_subtype("alternative"));
  // "=_" is in no quoted-printable text.
  g_mime_multipart_set_boundary(parts.get(), ("=_" + envelope.handle).c_str());
  add_part(parts.get(), "plain", text_bytes.get());
  add_part(parts.get(), "html", html_bytes.get());
  g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(parts.get()));
  return written(message.get(), 4096 + 3 * (text.size() + html.size()));
}

}  // namespace portillon
