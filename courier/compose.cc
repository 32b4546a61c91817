#include "courier/compose.h"

#include "message_ids.h"

namespace portillon {
namespace {

constexpr std::size_t kLongestLetter = 8192;  // bytes of its words

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

Letter letter_to(std::string_view address, const Claimed& claimed, const Drawn& drawn, Time now,
                 const Texts& texts) {
  const Messages& words = texts.words(claimed.language);
  const Caisse& caisse = texts.caisse();
  Letter letter;
  letter.language = texts.spoken(claimed.language);
  letter.words = &words;
  letter.sender = {caisse.name, caisse.address, caisse.phone,
                   texts.caisse_words(claimed.language).hours, caisse.palette.light.primary};
  letter.recipient = lines_of(address);
  letter.place_and_date = words.text({msg::letter_date, {{"date", date_of(now)}}});
  letter.text = texts.letter(claimed.kind, claimed.language);
  letter.secret = Secret::from(std::string(drawn.grouped.reveal()));
  letter.valid_until = words.text(date_of(drawn.until));
  letter.when = words.text(date_and_clock_of(claimed.queued_at));
  letter.not_me = texts.not_me();
  letter.reference = drawn.reference;
  letter.site = texts.site();
  letter.made_at = std::chrono::floor<std::chrono::seconds>(now);
  return letter;
}

}  // namespace

Secret plain_text(const Letter& letter, std::string_view secret) {
  const LetterFields fields{letter.sender.name, letter.sender.hours, letter.sender.phone,
                            letter.reference,   letter.site,         letter.valid_until,
                            letter.when,        letter.not_me};
  std::string text;
  text.reserve(kLongestLetter);
  const auto add = [&](const std::vector<LetterParagraph>& paragraphs) {
    for (const LetterParagraph& paragraph : paragraphs) {
      if (!paragraph.number.empty()) text += paragraph.number + ". ";
      text += to_plain(paragraph.text, fields) + "\n\n";
    }
  };
  text += to_plain(letter.text.reference, fields) + "\n" + letter.place_and_date + "\n\n";
  add(letter.text.before);
  if (!letter.text.box.empty()) {
    text += to_plain(letter.text.box, fields) + letter.words->text(msg::letter_before_password);
    text += secret;
    text += "\n\n";
  }
  add(letter.text.after);
  return Secret::from(std::move(text));
}

Envelope compose(const Claimed& claimed, Channel channel, Secret to, const Drawn& drawn, Time now,
                 const Texts& texts) {
  Envelope envelope{claimed.key,     claimed.kind, channel, std::move(to), {}, {},
                    drawn.reference, {},           now};
  envelope.language = texts.spoken(claimed.language);
  if (channel == Channel::letter) {
    const Letter letter = letter_to(envelope.to.reveal(), claimed, drawn, now, texts);
    envelope.subject = letter.text.subject;
    envelope.text = plain_text(letter, drawn.secret.reveal());
    envelope.pdf = Secret::from(make_letter(letter));
    return envelope;
  }
  Rendered rendered = texts.render(
      claimed.kind, channel,
      {drawn.secret.reveal(), drawn.until, claimed.queued_at, drawn.reference, claimed.language});
  envelope.subject = std::move(rendered.subject);
  envelope.text = std::move(rendered.text);
  return envelope;
}

}  // namespace portillon
