#include "courier/letter_archive.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <vector>

#include "courier/letter_colours.h"
#include "courier/letter_text.h"
#include "crypto/checksum.h"

namespace portillon {
namespace {

[[noreturn]] void fail() { throw LetterError("letter: the PDF is not built as cairo builds it"); }

std::size_t number(std::string_view digits) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) fail();
  return value;
}

// What stands after the last `label` up to the first character of `until`.
std::string_view after(std::string_view pdf, std::string_view label, std::string_view until) {
  const std::size_t at = pdf.rfind(label);
  if (at == std::string_view::npos) fail();
  const std::string_view rest = pdf.substr(at + label.size());
  const std::size_t end = rest.find_first_of(until);
  if (end == std::string_view::npos) fail();
  return rest.substr(0, end);
}

std::string without(std::string text, std::string_view from, std::string_view to) {
  const std::size_t start = text.find(from);
  if (start == std::string::npos) fail();
  const std::size_t end = text.find(to, start);
  if (end == std::string::npos) fail();
  return text.erase(start, end + to.size() - start);
}

std::string with(std::string text, std::string_view at, std::string_view inserted) {
  const std::size_t found = text.find(at);
  if (found == std::string::npos) fail();
  return text.insert(found + at.size(), inserted);
}

// Added at the end of a dictionary « << … >> ».
std::string with_entries(std::string dictionary, std::string_view entries) {
  const std::size_t end = dictionary.rfind(">>");
  if (end == std::string::npos) fail();
  return dictionary.insert(end, entries);
}

// The objects of a document that has one table of cross-references (ISO 32000-1, 7.5.4).
class Document {
 public:
  explicit Document(std::string_view pdf)
      : pdf_(pdf),
        table_(number(after(pdf, "startxref\n", "\n"))),
        size_(number(after(pdf, "/Size ", " \n"))) {
    first_ = "xref\n0 " + std::to_string(size_) + "\n";
    if (table_ > pdf.size() || !pdf.substr(table_).starts_with(first_)) fail();
  }

  std::size_t size() const { return size_; }
  std::size_t table() const { return table_; }
  std::size_t root() const { return number(after(pdf_, "/Root ", " ")); }
  std::size_t info() const { return number(after(pdf_, "/Info ", " ")); }

  // Between « N 0 obj » and « endobj », of an object that is no stream; empty of one that is.
  std::string_view object(std::size_t n) const {
    constexpr std::size_t kEntry = 20;
    const std::size_t entry = table_ + first_.size() + n * kEntry;
    if (n >= size_ || entry + kEntry > pdf_.size()) fail();
    const std::size_t at = number(pdf_.substr(entry, 10));
    const std::string open = std::to_string(n) + " 0 obj\n";
    if (at > pdf_.size() || !pdf_.substr(at).starts_with(open)) fail();
    const std::string_view rest = pdf_.substr(at + open.size());
    const std::size_t end = rest.find("\nendobj");
    if (end == std::string_view::npos) fail();
    const std::string_view found = rest.substr(0, end);
    return found.find("\nstream") == std::string_view::npos ? found : std::string_view();
  }

 private:
  std::string_view pdf_;
  std::size_t table_;
  std::size_t size_;
  std::string first_;
};

// New objects and new versions of old ones, at the end of the file.
class Update {
 public:
  explicit Update(Bytes pdf) : pdf_(std::move(pdf)), document_(pdf_), next_(document_.size()) {
    if (!pdf_.ends_with('\n')) fail();
  }
  Update(const Update&) = delete;
  Update& operator=(const Update&) = delete;

  const Document& document() const { return document_; }

  void replace(std::size_t n, std::string_view content) { changes_ += object_text(n, content); }
  std::size_t add_stream(std::string_view entries, std::string_view content) {
    changes_ += object_text(next_, "<< " + std::string(entries) + " /Length " +
                                       std::to_string(content.size()) + " >>\nstream\n" +
                                       std::string(content) + "\nendstream");
    return next_++;
  }

  // The identifier is of the content (14.4): the same letter makes the same bytes.
  Bytes finish() {
    Checksum checksum;
    checksum.add(pdf_);
    checksum.add(changes_);
    const std::string id = "<" + to_hex(view(checksum.finish())).substr(0, 32) + ">";
    const std::string root = std::to_string(document_.root());
    const std::string info = std::to_string(document_.info());
    const std::string previous = std::to_string(document_.table());
    Bytes whole = pdf_ + changes_;
    const std::size_t table = whole.size();
    whole += "xref\n" + entries();
    whole += "trailer\n<< /Size " + std::to_string(next_) + "\n   /Root " + root +
             " 0 R\n   /Info " + info + " 0 R\n   /Prev " + previous + "\n   /ID [ " + id + " " +
             id + " ]\n>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
    return whole;
  }

 private:
  struct Place {
    std::size_t number, offset;
  };

  std::string object_text(std::size_t n, std::string_view content) {
    places_.push_back({n, pdf_.size() + changes_.size()});
    return std::to_string(n) + " 0 obj\n" + std::string(content) + "\nendobj\n";
  }

  // A section of one entry for each object, by number.
  std::string entries() {
    std::ranges::sort(places_, {}, &Place::number);
    std::string text;
    for (const Place& place : places_) {
      char offset[sizeof "0123456789"];
      std::snprintf(offset, sizeof offset, "%010zu", place.offset);
      text += std::to_string(place.number) + " 1\n" + offset + " 00000 n \n";
    }
    return text;
  }

  Bytes pdf_;
  Document document_;
  std::string changes_;
  std::vector<Place> places_;
  std::size_t next_;
};

// ISO 19005-2, 6.6: what the Info dictionary says, in the same words.
std::string metadata(const DocumentFacts& facts, std::string_view producer) {
  const std::string made_at = iso_time(facts.made_at);
  return "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
         "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
         "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
         "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
         "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
         "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
         "<pdfaid:part>2</pdfaid:part>\n"
         "<pdfaid:conformance>U</pdfaid:conformance>\n"
         "<dc:format>application/pdf</dc:format>\n"
         "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
         escaped(facts.title) +
         "</rdf:li></rdf:Alt></dc:title>\n"
         "<dc:creator><rdf:Seq><rdf:li>" +
         escaped(facts.author) +
         "</rdf:li></rdf:Seq></dc:creator>\n"
         "<dc:language><rdf:Bag><rdf:li>" +
         facts.language +
         "</rdf:li></rdf:Bag></dc:language>\n"
         "<pdf:Producer>" +
         escaped(producer) +
         "</pdf:Producer>\n"
         "<xmp:CreatorTool>Portillon</xmp:CreatorTool>\n"
         "<xmp:CreateDate>" +
         made_at +
         "</xmp:CreateDate>\n"
         "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>";
}

std::string producer_of(std::string_view info) {
  const std::string_view rest = info.substr(std::min(info.find("/Producer ("), info.size()));
  const std::size_t end = rest.find(")\n");
  if (end == std::string_view::npos) fail();
  return std::string(rest.substr(11, end - 11));
}

}  // namespace

std::string iso_time(std::chrono::sys_seconds when) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[sizeof "2025-01-31T12:00:00Z"];
  if (std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
    throw LetterError("letter: its date has no four-digit year");
  }
  return text;
}

Bytes as_archive(Bytes pdf, const DocumentFacts& facts) {
  Update update(std::move(pdf));
  const Document& document = update.document();
  const std::string info(document.object(document.info()));
  const std::string catalog(document.object(document.root()));
  if (!catalog.starts_with("<< /Type /Catalog")) fail();
  int pages = 0;
  for (std::size_t n = 1; n < document.size(); ++n) {
    const std::string object(document.object(n));
    if (object.starts_with("<< /Type /Page ")) {
      ++pages;
      update.replace(n, without(object, "   /Group <<", ">>\n"));
    } else if (object.find("/Subtype /CIDFontType2") != std::string::npos) {
      update.replace(n, with_entries(object, "   /CIDToGIDMap /Identity\n"));  // 6.2.11.3.2
    }
  }
  if (pages == 0) fail();
  update.replace(document.info(), with(info, "/CreationDate (", "D:"));  // 7.9.4
  const std::size_t said =
      update.add_stream("/Type /Metadata /Subtype /XML", metadata(facts, producer_of(info)));
  const std::size_t colours = update.add_stream("/N 3", srgb_profile());
  update.replace(document.root(),
                 with_entries(catalog, "   /Lang (" + facts.language + ")\n   /Metadata " +
                                           std::to_string(said) +
                                           " 0 R\n   /OutputIntents [ << /Type /OutputIntent /S "
                                           "/GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info "
                                           "(sRGB IEC61966-2.1) /DestOutputProfile " +
                                           std::to_string(colours) + " 0 R >> ]\n"));
  return update.finish();
}

}  // namespace portillon
