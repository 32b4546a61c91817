// Clauses of ISO 19005-2 that Debian's tools let us look at; docs/letters.md lists them.
#include "courier/letter_archive.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "courier/letter.h"
#include "courier/letter_colours.h"
#include "courier/support/pdf_reading.h"

namespace portillon {

using test::pdf_plain;
using test::pdf_tool;

BOOST_AUTO_TEST_SUITE(letter_archive)

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t times(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

// With a name that is set in fonts of both kinds, simple and CID.
const Bytes& pdf() {
  static const Bytes made = [] {
    using namespace std::chrono_literals;
    std::ifstream file(PORTILLON_SOURCE "/pages/letters/temporary_password.txt");
    static const Messages words = Messages::load(PORTILLON_SOURCE "/pages/messages.toml");
    Letter letter;
    letter.words = &words;
    letter.sender = {
        "MSA d’Auvergne & <Limousin>", {"1 rue de l’Exemple"}, "01 99 00 00 00", "9 h"};
    letter.recipient = {"MME NGUYỄN-ŁUKASZEWSKA ĐẶNG", "64120 SAINT PALAIS"};
    letter.place_and_date = "Le 3 février 2025";
    letter.text = LetterText::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    letter.secret = Secret::from("Kf7m Rt4- 9xPq");
    letter.valid_until = "5 mars 2025";
    letter.reference = "R7K-4MX";
    letter.site = "monespaceprive.exemple.fr";
    letter.made_at = std::chrono::sys_days(2025y / 2 / 3) + 10h + 15min;
    return make_letter(letter);
  }();
  return made;
}

const std::string& plain() {
  static const std::string made = pdf_plain(pdf());
  return made;
}

BOOST_AUTO_TEST_CASE(qpdf_finds_no_fault_and_no_encryption) {
  const std::string found = pdf_tool("qpdf --check", "", pdf());
  BOOST_TEST(has(found, "No syntax or stream encoding errors found"), found);
  BOOST_TEST(has(found, "File is not encrypted"), found);
  BOOST_TEST(!has(found, "WARNING"), found);
}

BOOST_AUTO_TEST_CASE(it_says_that_it_is_pdf_a_2u_in_its_metadata) {
  const std::string said = pdf_tool("pdfinfo", "-meta", pdf());
  for (const std::string_view part :
       {"<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>U</pdfaid:conformance>",
        "<dc:language><rdf:Bag><rdf:li>fr</rdf:li>", "<dc:format>application/pdf</dc:format>"}) {
    BOOST_TEST(has(said, part), said);
  }
}

// ISO 19005-2, 6.6.3
BOOST_AUTO_TEST_CASE(metadata_and_info_say_the_same) {
  const std::string said = pdf_tool("pdfinfo", "-meta", pdf());
  const std::string info = pdf_tool("pdfinfo", "-isodates", pdf());
  BOOST_TEST(has(info, "Title:           Votre mot de passe temporaire pour Mon espace privé\n"),
             info);
  BOOST_TEST(
      has(said,
          ">Votre mot de passe temporaire pour Mon espace privé</rdf:li></rdf:Alt></dc:title>"),
      said);
  BOOST_TEST(has(info, "Author:          MSA d’Auvergne & <Limousin>\n"), info);
  BOOST_TEST(has(said, "<rdf:li>MSA d’Auvergne &amp; &lt;Limousin&gt;</rdf:li>"), said);
  BOOST_TEST(has(info, "Creator:         Portillon\n"), info);
  BOOST_TEST(has(said, "<xmp:CreatorTool>Portillon</xmp:CreatorTool>"), said);
  BOOST_TEST(has(info, "CreationDate:    2025-02-03T10:15:00Z\n"), info);
  BOOST_TEST(has(said, "<xmp:CreateDate>2025-02-03T10:15:00Z</xmp:CreateDate>"), said);
  const std::size_t at = info.find("Producer:") + 17;
  const std::string producer = info.substr(at, info.find('\n', at) - at);
  BOOST_TEST(has(said, "<pdf:Producer>" + producer + "</pdf:Producer>"), said << info);
  BOOST_TEST(has(pdf(), "/CreationDate (D:20250203101500Z)"));
}

// 6.2.3, 6.2.4.3: all colours are of DeviceRGB, and the intent says which red, green and blue.
BOOST_AUTO_TEST_CASE(its_colours_are_srgb_by_the_output_intent_and_there_are_no_others) {
  BOOST_TEST(times(plain(), "/OutputIntents") == 1U);
  BOOST_TEST(times(plain(), "/S /GTS_PDFA1") == 1U);
  BOOST_TEST(has(plain(), srgb_profile()));
  for (const std::string_view other : {"/DeviceCMYK", "/DeviceGray", "/Separation", "/DeviceN",
                                       "/ICCBased", "/Lab", "/Pattern", "/Shading"}) {
    BOOST_TEST(!has(plain(), other), other);
  }
  std::istringstream lines(plain());
  for (std::string line; std::getline(lines, line);) {
    BOOST_TEST((!line.ends_with(" g") && !line.ends_with(" G") && !line.ends_with(" k") &&
                !line.ends_with(" K")),
               line);
  }
}

BOOST_AUTO_TEST_CASE(the_profile_is_srgb_of_a_version_that_pdf_1_7_knows_and_always_the_same) {
  const Bytes profile = srgb_profile();
  BOOST_TEST(profile.substr(36, 4) == "acsp");
  BOOST_TEST(profile.substr(12, 12) == "mntrRGB XYZ ");
  BOOST_TEST((profile.substr(8, 2) == std::string("\x04\x20")));
  BOOST_TEST((profile == srgb_profile()));
}

// 6.2.11.4, 6.2.11.7: embedded, and every sign has its Unicode value.
BOOST_AUTO_TEST_CASE(every_font_is_embedded_and_tells_its_signs) {
  std::istringstream rows(pdf_tool("pdffonts", "", pdf()));
  std::string row;
  std::getline(rows, row);
  const std::size_t embedded = row.find("emb");
  const std::size_t unicode = row.find("uni");
  std::getline(rows, row);
  int count = 0;
  while (std::getline(rows, row)) {
    ++count;
    BOOST_TEST(row.substr(embedded, 3) == "yes", row);
    BOOST_TEST(row.substr(unicode, 3) == "yes", row);
  }
  BOOST_TEST(count >= 4);
}

// 6.2.11.3.2
BOOST_AUTO_TEST_CASE(every_cid_font_names_its_map_of_glyphs) {
  const std::size_t fonts = times(plain(), "/Subtype /CIDFontType2");
  BOOST_TEST(fonts > 0U);
  BOOST_TEST(times(plain(), "/CIDToGIDMap /Identity") == fonts);
}

BOOST_AUTO_TEST_CASE(it_has_a_language_a_structure_and_an_identifier) {
  BOOST_TEST(has(plain(), "/Lang (fr)"));
  BOOST_TEST(has(plain(), "/Marked true"));
  BOOST_TEST(has(plain(), "/StructTreeRoot"));
  const std::size_t trailer = pdf().rfind("trailer\n");
  const std::size_t id = pdf().find("/ID [ <", trailer);
  BOOST_TEST_REQUIRE(id != std::string::npos);
  BOOST_TEST(pdf().substr(id + 7, 32) == pdf().substr(id + 42, 32));
  BOOST_TEST(pdf().substr(id + 7, 32).find_first_not_of("0123456789abcdef") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(it_has_no_transparency) {
  BOOST_TEST(!has(plain(), "/Transparency"));
  BOOST_TEST(!has(plain(), "/SMask"));
  BOOST_TEST(times(plain(), "/CA ") == times(plain(), "/CA 1\n"));
  BOOST_TEST(times(plain(), "/ca ") == times(plain(), "/ca 1\n"));
  const std::string images = pdf_tool("pdfimages -list", "", pdf());
  BOOST_TEST(times(images, "\n") == 2U, images);  // the head of a table
}

BOOST_AUTO_TEST_CASE(it_runs_nothing_opens_nothing_and_points_nowhere) {
  for (const std::string_view part :
       {"/JavaScript", "/JS", "/OpenAction", "/AA", "/Launch", "/URI", "/GoToR", "/SubmitForm",
        "/Annots", "/EmbeddedFile", "/AcroForm", "/Encrypt", "/LZWDecode", "/PS", "/Ref",
        "/XObject", "/OCProperties"}) {
    BOOST_TEST(!has(plain(), std::string(part) + " "), part);
    BOOST_TEST(!has(plain(), std::string(part) + "\n"), part);
  }
}

BOOST_AUTO_TEST_CASE(a_pdf_that_is_not_cairos_is_refused) {
  for (const std::string_view not_cairos :
       {"", "%PDF-1.5\n", "trailer\n<< /Root 1 0 R\n /Info 2 0 R >>",
        "%PDF-1.5\nxref\n0 1\ntrailer\n<< /Size 1\n /Root 9 0 R\n /Info 2 0 "
        "R\n>>\nstartxref\n9\n%%EOF\n"}) {
    BOOST_CHECK_THROW(as_archive(Bytes(not_cairos), {"t", "a", "fr-FR", {}}), LetterError);
  }
  // Nor is one that was updated already.
  BOOST_CHECK_THROW(as_archive(pdf(), {"t", "a", "fr-FR", {}}), LetterError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
