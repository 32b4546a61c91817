#include "courier/mime.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "shell/start_error.h"
#include "tests/courier/support/sample_mail.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr MessageKind kMailed[] = {MessageKind::code,
                                   MessageKind::temporary,
                                   MessageKind::verification,
                                   MessageKind::password_changed,
                                   MessageKind::contact_changed,
                                   MessageKind::first_access,
                                   MessageKind::recovery_tried,
                                   MessageKind::canary};

struct Desk : PostOffice {
  MailSender sender = sample_sender();
  std::shared_ptr<const MailLayout> layout = sample_layout();

  std::string wire(const Envelope& envelope) const {
    const auto message = mime_message(envelope, sender, *layout);
    return message ? std::string(message->reveal()) : "(no address)";
  }
};

std::vector<std::string> lines_of(const std::string& wire) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < wire.size();) {
    const std::size_t end = wire.find("\r\n", at);
    BOOST_REQUIRE(end != std::string::npos);
    lines.push_back(wire.substr(at, end - at));
    at = end + 2;
  }
  return lines;
}

// Names of the header fields of the whole message.
std::vector<std::string> fields_of(const std::string& wire) {
  std::vector<std::string> names;
  for (const std::string& line : lines_of(wire)) {
    if (line.empty()) break;
    if (line.front() != ' ' && line.front() != '\t')
      names.push_back(line.substr(0, line.find(':')));
  }
  return names;
}

// A message as a mail program reads it.
class Read {
 public:
  explicit Read(const std::string& wire) {
    g_mime_init();
    GMimeStream* stream = g_mime_stream_mem_new_with_buffer(wire.data(), wire.size());
    GMimeParser* parser = g_mime_parser_new_with_stream(stream);
    message_ = g_mime_parser_construct_message(parser, nullptr);
    g_object_unref(parser);
    g_object_unref(stream);
  }
  ~Read() { g_object_unref(message_); }
  Read(const Read&) = delete;
  Read& operator=(const Read&) = delete;

  std::string subject() const { return g_mime_message_get_subject(message_); }
  std::string header(const char* name) const {
    const char* value = g_mime_object_get_header(GMIME_OBJECT(message_), name);
    // GMime counts the Content- fields of a message among its body's.
    if (!value) value = g_mime_object_get_header(GMIME_OBJECT(multipart()), name);
    return value ? value : "(none)";
  }
  std::string sender() const {
    InternetAddress* from = internet_address_list_get_address(g_mime_message_get_from(message_), 0);
    return internet_address_get_name(from);
  }
  int parts() const { return g_mime_multipart_get_count(multipart()); }
  std::string type(int part) const {
    GMimeContentType* type = g_mime_object_get_content_type(object(part));
    return std::string(g_mime_content_type_get_media_subtype(type)) + " " +
           g_mime_content_type_get_parameter(type, "charset");
  }
  std::string text(int part) const {
    GMimeStream* out = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(object(part))), out);
    GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out));
    std::string text(reinterpret_cast<const char*>(bytes->data), bytes->len);
    g_object_unref(out);
    std::erase(text, '\r');
    return text;
  }

 private:
  GMimeMultipart* multipart() const {
    return GMIME_MULTIPART(g_mime_message_get_mime_part(message_));
  }
  GMimeObject* object(int part) const { return g_mime_multipart_get_part(multipart(), part); }
  GMimeMessage* message_ = nullptr;
};

bool holds(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

// What is left of HTML when the tags are gone.
std::string words_of(const std::string& html) {
  std::string words;
  bool tag = false;
  for (const char c : html.substr(html.find("<body"))) {
    if (c == '<') tag = true;
    if (!tag) words += c == '\n' ? ' ' : c;
    if (c == '>') {
      tag = false;
      words += ' ';
    }
  }
  return words;
}

std::vector<std::string> each_word(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ' || c == '\n') {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

// The layout with `what` replaced; what loading it says.
std::string complaint(const std::string& what, const std::string& by) {
  const Folder pages;
  std::string layout = read(PORTILLON_SOURCE "/pages/texts/layout.email.html");
  const std::size_t at = layout.find(what);
  BOOST_REQUIRE(at != std::string::npos);
  pages.put("texts/layout.email.html", layout.replace(at, what.size(), by));
  try {
    MailLayout::load(pages.path());
  } catch (const StartError& error) {
    const std::string text = error.what();
    return text.substr(text.find(": ") + 2);
  }
  return "(none)";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mime, Desk)

BOOST_AUTO_TEST_CASE(every_mail_is_ascii_with_crlf_and_short_lines) {
  for (const MessageKind kind : kMailed) {
    const std::string message = wire(sample_mail(*this, kind));
    for (const std::string& line : lines_of(message)) {
      BOOST_TEST(line.size() <= 78u, name_of(kind) << ": " << line);
      BOOST_TEST(
          std::ranges::all_of(line, [](char c) { return c == '\t' || (c >= 32 && c < 127); }),
          name_of(kind) << ": " << line);
    }
    BOOST_TEST(message.ends_with("\r\n"));
  }
}

BOOST_AUTO_TEST_CASE(the_header_says_who_what_and_that_no_person_wrote_it) {
  const Read mail(wire(sample_mail(*this)));
  BOOST_TEST(mail.subject() == "Votre code de confirmation – MSA Sud Aquitaine");
  BOOST_TEST(mail.sender() == sender.name);
  BOOST_TEST(holds(mail.header("From"), "<ne-pas-repondre@caisse.exemple.fr>"));
  BOOST_TEST(mail.header("To") == kEmail);
  BOOST_TEST(mail.header("Reply-To") == "assistance@caisse.exemple.fr");
  BOOST_TEST(mail.header("Date") == "Thu, 26 Nov 2026 09:05:00 +0000");
  BOOST_TEST(mail.header("Message-Id") == "<" + std::string(kHandle) + "@caisse.exemple.fr>");
  BOOST_TEST(mail.header("Auto-Submitted") == "auto-generated");
  BOOST_TEST(mail.header("X-Auto-Response-Suppress") == "All");
  BOOST_TEST(mail.header("Content-Language") == "fr");
  BOOST_TEST(mail.header("MIME-Version") == "1.0");
}

BOOST_AUTO_TEST_CASE(a_mail_says_in_which_language_it_is_and_which_part_is_french) {
  const Language english = *Language::parse("en");
  for (const Language language : {Language{}, english}) {
    const std::string tag(language.tag());
    const std::string sent = wire(sample_mail(*this, MessageKind::password_changed, language));
    BOOST_TEST(sent.find("\r\nContent-Language: " + tag + "\r\n") != std::string::npos);
    const std::string html = Read(sent).text(1);
    BOOST_TEST(html.find("<html lang=\"" + tag + "\" dir=\"ltr\">") != std::string::npos);
    const bool part = html.find("<div lang=\"fr\" dir=\"ltr\">\n<p") != std::string::npos;
    BOOST_TEST(part == (language == english));
  }
  const std::string code = Read(wire(sample_mail(*this, MessageKind::code, english))).text(1);
  BOOST_TEST(code.find(">Your confirmation code:</p>") != std::string::npos);
  BOOST_TEST(code.find("white-space: nowrap\">4829</p>") != std::string::npos);
  const MailWords arabic{"MSA", "", "", false, *Language::parse("ar")};
  const Secret page = layout->html(arabic);
  BOOST_TEST(page.reveal().find("<html lang=\"ar\" dir=\"rtl\">") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(without_reply_to_there_is_no_such_field) {
  sender.reply_to.reset();
  BOOST_TEST(Read(wire(sample_mail(*this))).header("Reply-To") == "(none)");
}

BOOST_AUTO_TEST_CASE(the_text_comes_first_as_it_was_written_and_the_html_has_the_same_words) {
  for (const MessageKind kind : kMailed) {
    const Envelope envelope = sample_mail(*this, kind);
    const Read mail(wire(envelope));
    BOOST_REQUIRE(mail.parts() == 2);
    BOOST_TEST(mail.type(0) == "plain utf-8");
    BOOST_TEST(mail.type(1) == "html utf-8");
    BOOST_TEST(mail.text(0) == std::string(envelope.text.reveal()) + "\n");
    std::string shown = words_of(mail.text(1));
    for (const std::string& word : each_word(envelope.text.reveal())) {
      if (word == "-" || (word.size() == 2 && word[1] == '.')) continue;  // became list items
      const std::size_t at = shown.find(word);
      BOOST_TEST((at != std::string::npos), name_of(kind) << ": " << word);
      if (at != std::string::npos) shown.erase(0, at + word.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(the_secret_is_large_and_a_notice_has_none) {
  for (const MessageKind kind : kMailed) {
    const std::string html = Read(wire(sample_mail(*this, kind))).text(1);
    const std::size_t large = html.find("letter-spacing");
    const bool secret = !is_notice(kind);
    BOOST_TEST((large != std::string::npos) == secret, name_of(kind));
    if (!secret) continue;
    const std::string shown = kind == MessageKind::temporary ? ">Kx7mRt4wPz9a<" : ">4829<";
    BOOST_TEST(html.find(shown, large) < html.find("</p>", large));
    BOOST_TEST(html.find(shown, html.find(shown) + 1) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(what_is_filled_in_is_escaped) {
  Envelope envelope = sample_mail(*this);
  envelope.subject = "<b>&\"";
  envelope.text = Secret::from("Votre code : <i>99</i>\n\n- <u>&amp;\n\n</p><script>x()</script>");
  const std::string html = Read(wire(envelope)).text(1);
  BOOST_TEST(holds(html, "&lt;b&gt;&amp;&quot;"));
  BOOST_TEST(holds(html, "&lt;u&gt;&amp;amp;"));
  BOOST_TEST(holds(html, "&lt;i&gt;99&lt;/i&gt;"));
  for (const char* tag : {"<script", "<u>", "<i>", "<b>"}) BOOST_TEST(!holds(html, tag), tag);
}

BOOST_AUTO_TEST_CASE(no_line_begins_with_a_sign_that_belongs_to_the_one_before) {
  Envelope envelope = sample_mail(*this);
  envelope.text = Secret::from("Un « mot » ? Le 03 20 ; voilà !\n\nFin");
  BOOST_TEST(holds(Read(wire(envelope)).text(1),
                   "Un «&nbsp;mot&nbsp;»&nbsp;? Le 03&nbsp;20&nbsp;; voilà&nbsp;!"));
}

BOOST_AUTO_TEST_CASE(no_field_can_bring_a_header_or_a_part_with_it) {
  const auto usual = fields_of(wire(sample_mail(*this)));
  const std::string evil = "x\r\nBcc: thief@example.org\r\n\r\n<html>\r\n--=_" +
                           std::string(kHandle) + "--\r\n.\r\nMAIL FROM:<a@b.fr>\r\n";
  for (const std::string& value : {evil, "\n" + evil, "\r" + evil, "\0" + evil}) {
    Envelope envelope = sample_mail(*this);
    envelope.subject = value;
    BOOST_CHECK(fields_of(wire(envelope)) == usual);
    envelope.text = Secret::from(std::string(value));
    const std::string message = wire(envelope);
    BOOST_CHECK(fields_of(message) == usual);
    BOOST_TEST(Read(message).parts() == 2);
    envelope.to = Secret::from(std::string(kEmail) + value);
    BOOST_TEST(wire(envelope) == "(no address)");
    envelope.to = Secret::from(value + std::string(kEmail));
    BOOST_TEST(wire(envelope) == "(no address)");
    sender.name = value;
    sender.caisse = value;
    BOOST_CHECK(fields_of(wire(sample_mail(*this))) == usual);
    sender = sample_sender();
    envelope = sample_mail(*this);
    envelope.handle = value;
    BOOST_CHECK_THROW(wire(envelope), std::invalid_argument);
    envelope.handle = std::string(kHandle).replace(0, 2, "\r\n");
    BOOST_CHECK_THROW(wire(envelope), std::invalid_argument);
  }
}

BOOST_AUTO_TEST_CASE(no_mail_fetches_anything_or_leads_anywhere) {
  for (const MessageKind kind : kMailed) {
    std::string html = Read(wire(sample_mail(*this, kind))).text(1);
    for (const char* what : {"<a ", "<img", "<script", "<style", "<link", "href", "src=", "url("}) {
      BOOST_TEST(!holds(html, what), name_of(kind) << ": " << what);
    }
    BOOST_TEST(holds(html, "<html lang=\"fr\" dir=\"ltr\">"));
    BOOST_TEST(holds(html, "<title>"));
  }
}

BOOST_AUTO_TEST_CASE(reports_come_back_to_an_address_that_names_the_try) {
  BOOST_TEST(envelope_sender(sender.bounces, kHandle) ==
             "retours+" + std::string(kHandle) + "@caisse.exemple.fr");
  const Email longest = *Email::parse(std::string(kLongestBouncesLocal, 'r') + "@caisse.fr");
  BOOST_TEST(static_cast<bool>(Email::parse(envelope_sender(longest, kHandle))));
}

BOOST_AUTO_TEST_CASE(a_layout_with_a_mistake_is_refused_by_name) {
  BOOST_TEST(complaint("{title}</h1>", "{titel}</h1>") == "[page] {titel} is no placeholder of it");
  BOOST_TEST(complaint("{closing}", "") == "[page] has no {closing}");
  BOOST_TEST(complaint("[item]", "[items]") == "[items] is no section");
  BOOST_TEST(complaint("[item]", "[list]") == "[list] stands twice");
  BOOST_TEST(complaint("<h1", "<h1 id=\"{title}\"") == "[page] {title} stands inside a tag");
  BOOST_TEST(complaint("<h1", "<h1 lang=\"{language}\"").find("elsewhere than in <html") !=
             std::string::npos);
  BOOST_TEST(complaint("{text}</p>", "{text}{") == "[paragraph] { is no placeholder of it");
  BOOST_TEST(complaint("<h1", "<A HREF=\"x\"></a><h1").starts_with("[page] holds \"<a \""));
  BOOST_TEST(complaint("<h1", "<img alt=\"\"><h1").starts_with("[page] holds \"<img\""));
  BOOST_TEST(complaint("[page]", "x\n[page]").starts_with("does not begin with"));
  BOOST_TEST(complaint("color-scheme: light\"", "background: url(x)\"").find("url(") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_mail_wears_the_caisses_colour_where_the_default_one_was) {
  const Colour blue(0x14, 0x41, 0x7b);
  const std::string own = Palette{}.light.primary.text();
  const std::string_view text = "Bonjour,\n\nVotre code : 1234\n\nFin";
  const auto drawn = [&](Colour primary) {
    const Secret html = MailLayout::load(PORTILLON_SOURCE "/pages", primary)
                            .html({"MSA", "Votre code", text, true});
    return std::string(html.reveal());
  };
  std::string expected = drawn(*Colour::parse(own));
  BOOST_TEST(expected.find(own) != std::string::npos);
  for (std::size_t at = 0; (at = expected.find(own)) != std::string::npos;) {
    expected.replace(at, own.size(), blue.text());
  }
  BOOST_TEST(drawn(blue) == expected);
}

BOOST_AUTO_TEST_CASE(a_secret_without_a_line_of_its_own_is_refused_at_start) {
  check_secrets_stand_alone(texts, settings.limits);
  const Folder pages;
  std::filesystem::copy(
      PORTILLON_SOURCE "/pages", pages.path(),
      std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
  pages.put("texts/code.email.txt", "Votre code\n\nVotre code est {code}, gardez-le.\n\nFin\n");
  const Texts changed = Texts::load(pages.path(), settings);
  BOOST_CHECK_THROW(check_secrets_stand_alone(changed, settings.limits), StartError);
}

// For a look in a browser and in mail programs (HACKING.md).
BOOST_AUTO_TEST_CASE(every_mail_can_be_looked_at) {
  const std::filesystem::path folder = PORTILLON_BUILD "/mails";
  std::filesystem::create_directories(folder);
  for (const MessageKind kind : kMailed) {
    for (const Language language : texts.languages()) {
      const std::string sent = wire(sample_mail(*this, kind, language));
      const std::string name = std::string(language.tag()) + "_" + std::string(name_of(kind));
      std::ofstream(folder / (name + ".html")) << Read(sent).text(1);
      std::ofstream(folder / (name + ".eml")) << sent;
      BOOST_TEST(std::filesystem::file_size(folder / (name + ".html")) > 1000u);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
