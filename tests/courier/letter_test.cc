#include "courier/letter.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#include "courier/support/pdf_reading.h"
#include "domain/typeset.h"

namespace portillon {

using test::pdf_picture;
using test::pdf_plain;
using test::pdf_square;
using test::pdf_text;
using test::pdf_tool;
using test::pdf_words;
using test::PdfPicture;
using test::PdfWord;

BOOST_AUTO_TEST_SUITE(letter)

// Told here again, apart from letter_geometry.h, so that a slip there shows: a window of 100 x 35
// mm, 20 mm from the right and lower edges of an envelope of 220 x 110, over a sheet that slides by
// 10 and 11 mm; and all that a window of 100 x 45 mm may uncover.
constexpr PdfWord kAlwaysSeen{"", 100, 55, 190, 79};
constexpr PdfWord kEverSeen{"", 90, 34, 200, 90};
constexpr PdfWord kBehindSecond{"", 90, 198 - 90, 200, 198 - 34};
constexpr PdfWord kBehindThird{"", 90, 198 + 34, 200, 198 + 90};
constexpr PdfWord kTypeArea{"", 19.9, 10, 190.1, 287};

bool holds(const PdfWord& area, const PdfWord& word) {
  return area.left <= word.left && area.top <= word.top && word.right <= area.right &&
         word.bottom <= area.bottom;
}

bool meets(const PdfWord& area, const PdfWord& word) {
  return area.left < word.right && word.left < area.right && area.top < word.bottom &&
         word.top < area.bottom;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// `folder`: "" or "en/".
LetterText words_of(const std::string& name, const std::string& folder = "") {
  std::ifstream file(PORTILLON_SOURCE "/pages/" + folder + "letters/" + name + ".txt");
  BOOST_REQUIRE(file);
  return LetterText::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

const Messages& french() {
  static const Messages words = Messages::load(PORTILLON_SOURCE "/pages/messages.toml");
  return words;
}

const Messages& english() {
  static const Messages words =
      Messages::load(PORTILLON_SOURCE "/pages/en/messages.toml", *Language::parse("en"));
  return words;
}

Letter sample() {
  using namespace std::chrono_literals;
  Letter letter;
  letter.sender = {"MSA Sud Aquitaine",
                   {"1 place Marguerite Laborde", "64017 Pau Cedex 9"},
                   "03 20 90 05 00",
                   "du lundi au vendredi, de 8 h 30 à 12 h 15 et de 13 h 30 à 16 h 30"};
  letter.recipient = {"MADAME JEANNE ETCHEVERRY", "12 CHEMIN DE LA FONTAINE", "64120 SAINT PALAIS"};
  letter.place_and_date = "Pau, le 3 février 2025";
  letter.words = &french();
  letter.text = words_of("temporary_password");
  letter.secret = Secret::from("Kf7m Rt4- 9xPq");
  letter.valid_until = "5 mars 2025";
  letter.reference = "R7K 4MX";
  letter.site = "monespaceprive.exemple.fr";
  letter.made_at = std::chrono::sys_days(2025y / 2 / 3) + 10h + 15min;
  return letter;
}

void keep_for_a_look(const std::string& name, const Bytes& pdf) {
  if (const char* folder = std::getenv("PORTILLON_LETTERS")) {
    std::ofstream(std::string(folder) + "/" + name + ".pdf", std::ios::binary) << pdf;
  }
}

std::string refusal(const Letter& letter) {
  try {
    make_letter(letter);
  } catch (const LetterError& error) {
    return error.what();
  }
  return "";
}

// Words in the window are the recipient's and show at every slide; returns how many there are.
std::ptrdiff_t check_window(const std::vector<PdfWord>& words,
                            const std::vector<std::string>& recipient) {
  std::string address;
  for (const std::string& line : recipient) address += line + " ";
  return std::count_if(words.begin(), words.end(), [&](const PdfWord& word) {
    if (!meets(kEverSeen, word)) return false;
    BOOST_TEST(has(address, word.text), word.text << " shows in the window");
    BOOST_TEST(holds(kAlwaysSeen, word), word.text << " may slip out of the window: " << word.left
                                                   << " " << word.top << " " << word.right << " "
                                                   << word.bottom);
    return true;
  });
}

BOOST_AUTO_TEST_CASE(it_is_one_tagged_a4_page_in_french) {
  const Bytes pdf = make_letter(sample());
  const std::string info = pdf_tool("pdfinfo", "", pdf);
  BOOST_TEST(has(info, "Pages:           1\n"), info);
  BOOST_TEST(has(info, "(A4)"), info);
  BOOST_TEST(has(info, "Tagged:          yes"), info);
  BOOST_TEST(has(info, "Title:           Votre mot de passe temporaire"), info);
  BOOST_TEST(has(info, "Author:          MSA Sud Aquitaine"), info);
  BOOST_TEST(!has(info, "Error"), info);
  BOOST_TEST(has(pdf, "/Lang (fr)"));
  BOOST_TEST(has(pdf_tool("pdfinfo", "-isodates", pdf), "CreationDate:    2025-02-03T10:15:00"));
}

BOOST_AUTO_TEST_CASE(name_rule_and_numbers_wear_the_caisses_colour) {
  Letter letter = sample();
  const std::string green = pdf_plain(make_letter(letter));
  letter.sender.colour = Colour(0x14, 0x41, 0x7b);
  const std::string blue = pdf_plain(make_letter(letter));
  const std::string green_fill = "0.0588235 0.360784 0.247059 rg";
  const std::string blue_fill = "0.0784314 0.254902 0.482353 rg";
  BOOST_TEST(has(green, green_fill));
  BOOST_TEST(!has(green, blue_fill));
  BOOST_TEST(has(blue, blue_fill));
  BOOST_TEST(has(blue, "0.0784314 0.254902 0.482353 RG"));  // the rule is a line
  BOOST_TEST(!has(blue, green_fill));
}

BOOST_AUTO_TEST_CASE(everything_that_the_member_needs_can_be_read) {
  const std::string text = pdf_text(make_letter(sample()));
  for (const std::string_view part :
       {"MSA Sud Aquitaine", "1 place Marguerite Laborde", "64017 Pau Cedex 9",
        "Assistance Internet 03 20 90 05 00 du lundi au vendredi, de 8 h 30",
        "MADAME JEANNE ETCHEVERRY", "12 CHEMIN DE LA FONTAINE", "64120 SAINT PALAIS",
        "Référence : R7K 4MX", "Pau, le 3 février 2025", "Madame, Monsieur,",
        "1. Sur Internet, allez à l’adresse monespaceprive.exemple.fr", "2. Saisissez",
        "3. Choisissez", "jusqu’au 5 mars 2025", "Ce n’est pas vous", "Une question ?"}) {
    BOOST_TEST(has(text, part), part << " is missing in: " << text);
  }
}

BOOST_AUTO_TEST_CASE(the_password_is_printed_by_groups_with_the_name_of_each_character) {
  const std::string text = pdf_text(make_letter(sample()));
  for (const std::string_view part : {"Kf7m", "Rt4-", "9xPq", "K majuscule, f minuscule,",
                                      "chiffre 7, m minuscule", "chiffre 4, tiret"}) {
    BOOST_TEST(has(text, part), part << " is missing in: " << text);
  }
}

BOOST_AUTO_TEST_CASE(the_window_shows_the_address_at_every_slide_and_nothing_else) {
  Letter letter = sample();
  BOOST_TEST(check_window(pdf_words(make_letter(letter)), letter.recipient) == 11);
  letter.recipient = {"64120 SAINT PALAIS"};
  BOOST_TEST(check_window(pdf_words(make_letter(letter)), letter.recipient) == 3);
}

BOOST_AUTO_TEST_CASE(the_largest_address_still_shows_whole) {
  Letter letter = sample();
  for (const std::string_view wide : {"W", "É", "Ж", "𝕎"}) {
    std::string line;
    for (int i = 0; i < 38; ++i) line += wide;
    letter.recipient.assign(6, line);
    const Bytes pdf = make_letter(letter);
    BOOST_TEST(check_window(pdf_words(pdf), letter.recipient) == 6);
    keep_for_a_look(std::string("wide_") + std::to_string(static_cast<unsigned char>(wide[0])),
                    pdf);
  }
}

BOOST_AUTO_TEST_CASE(no_password_lies_in_or_behind_the_window_or_on_a_fold) {
  Letter letter = sample();
  for (const bool longest : {false, true}) {
    if (!longest) letter.secret = Secret::from("Kf7m Rt4- 9xPq");
    if (longest) letter.secret = Secret::from("?!?! ()?! ]/^[");
    const std::vector<std::string_view> told =
        longest
            ? std::vector<std::string_view>{"?!?!",       "()?!",    "]/^[",       "interrogation",
                                            "parenthèse", "crochet", "circonflexe"}
            : std::vector<std::string_view>{"Kf7m",       "Rt4-",          "9xPq", "majuscule,",
                                            "minuscule,", "chiffre\u00a0", "tiret"};
    std::ptrdiff_t groups = 0;
    const Bytes pdf = make_letter(letter);
    keep_for_a_look(longest ? "longest_password" : "password", pdf);
    for (const PdfWord& word : pdf_words(pdf)) {
      const bool tells = std::any_of(told.begin(), told.end(),
                                     [&](std::string_view part) { return has(word.text, part); });
      if (!tells) continue;
      ++groups;
      for (const PdfWord& area : {kEverSeen, kBehindSecond, kBehindThird}) {
        BOOST_TEST(!meets(area, word), word.text << " at " << word.left << " " << word.top);
      }
      BOOST_TEST((word.top > 99 && word.bottom < 198), word.text << " lies on a fold");
      BOOST_TEST(word.bottom < 196, word.text << " leaves its frame");
    }
    BOOST_TEST(groups >= 6);
  }
}

BOOST_AUTO_TEST_CASE(every_font_is_embedded) {
  const std::string fonts = pdf_tool("pdffonts", "", make_letter(sample()));
  std::istringstream rows(fonts);
  std::string row;
  std::getline(rows, row);
  const std::size_t embedded = row.find("emb");
  std::getline(rows, row);
  int count = 0;
  while (std::getline(rows, row)) {
    ++count;
    BOOST_TEST(has(row, "Liberation"), row);
    BOOST_TEST(row.substr(embedded, 3) == "yes", row);
  }
  BOOST_TEST(count >= 3, fonts);
}

BOOST_AUTO_TEST_CASE(the_document_says_no_secret_outside_its_page) {
  const Bytes pdf = make_letter(sample());
  for (const std::string_view group : {"Kf7m", "Rt4-", "9xPq", "ETCHEVERRY"}) {
    BOOST_TEST(!has(pdf, group));
  }
}

BOOST_AUTO_TEST_CASE(the_same_letter_makes_the_same_bytes) {
  BOOST_TEST((make_letter(sample()) == make_letter(sample())));
  Letter other = sample();
  other.secret = Secret::from("Kf7m Rt4- 9xPr");
  BOOST_TEST((make_letter(sample()) != make_letter(other)));
}

BOOST_AUTO_TEST_CASE(names_of_other_alphabets_are_printed) {
  Letter letter = sample();
  letter.recipient = {"MME NGUYỄN-ŁUKASZEWSKA ĐẶNG", "ΚΥΡΙΟΣ ΓΕΩΡΓΊΟΥ", "ЖУКОВА ЩЕРБА ЇЖАК",
                      "RUE DE L’ÎLE D’YEU", "64120 SAINT PALAIS"};
  const Bytes pdf = make_letter(letter);
  const std::string text = pdf_text(pdf);
  for (const std::string& line : letter.recipient) BOOST_TEST(has(text, line), line);
  check_window(pdf_words(pdf), letter.recipient);
}

BOOST_AUTO_TEST_CASE(a_name_cannot_draw_outside_its_line) {
  Letter letter = sample();
  letter.recipient = {"<b>DUPONT</b> & FILS\n\n\n\n\nX", "\u202eTNOPUD {{SITE}} **"};
  const Bytes pdf = make_letter(letter);
  const std::string text = pdf_text(pdf);
  BOOST_TEST(has(text, "<b>DUPONT</b> & FILSX"), text);
  BOOST_TEST(has(text, "TNOPUD {{SITE}} **"), text);
}

BOOST_AUTO_TEST_CASE(long_names_of_caisse_and_site_stay_between_the_margins) {
  Letter letter = sample();
  letter.sender.name = "Mutualité sociale agricole d’Auvergne, du Limousin et des Hautes-Pyrénées";
  letter.site =
      "espace-prive-des-adherents-et-des-entreprises.mutualite-sociale-agricole.exemple.fr";
  letter.sender.address.assign(6, "RÉSIDENCE LES TRÈS GRANDS MIMOSAS BAT");
  const std::vector<PdfWord> words = pdf_words(make_letter(letter));
  for (const PdfWord& word : words) {
    BOOST_TEST(holds(kTypeArea, word), word.text << " " << word.left << " " << word.right);
  }
  check_window(words, letter.recipient);
}

BOOST_AUTO_TEST_CASE(an_address_that_cannot_be_printed_is_refused_without_being_quoted) {
  Letter letter = sample();
  for (const std::vector<std::string>& recipient :
       {std::vector<std::string>{}, std::vector<std::string>(7, "DUPONT"),
        std::vector<std::string>{std::string(39, 'D')}}) {
    letter.recipient = recipient;
    BOOST_TEST(has(refusal(letter), "address"));
    BOOST_TEST(!has(refusal(letter), "D"));
  }
}

BOOST_AUTO_TEST_CASE(a_password_needs_its_frame_and_a_frame_its_password) {
  Letter letter = sample();
  letter.secret = Secret();
  BOOST_TEST(refusal(letter) != "");
  letter.text.box.clear();
  BOOST_TEST(has(refusal(letter), "[after]"));
  letter.text.after.clear();
  const std::string text = pdf_text(make_letter(letter));
  BOOST_TEST(!has(text, "Votre mot de passe temporaire K"));
  letter.secret = Secret::from("Kf7m Rt4- 9xPq");
  BOOST_TEST(refusal(letter) != "");
}

BOOST_AUTO_TEST_CASE(a_letter_in_english_is_english_in_all_its_parts) {
  Letter letter = sample();
  letter.language = *Language::parse("en");
  letter.words = &english();
  letter.text = words_of("temporary_password", "en/");
  letter.place_and_date = "3 February 2025";
  letter.valid_until = "25 September 2025";
  letter.sender.phone = "+262 (0)2 62 90 05 00";
  letter.site = "monespaceprive.sudaquitaine.msa.fr:8443";
  const Bytes pdf = make_letter(letter);
  const std::string text = pdf_text(pdf);
  for (const std::string_view part :
       {"Reference: R7K 4MX", "3 February 2025", "Your temporary password", "capital K, small f,",
        "digit 7, small m", "digit 4, hyphen", "until 25 September 2025", "En français : "}) {
    BOOST_TEST(has(text, part), part << " is missing in: " << text);
  }
  BOOST_TEST(has(pdf, "/Lang (en)"));
  check_window(pdf_words(pdf), letter.recipient);
  keep_for_a_look("en_temporary_password", pdf);
  letter.words = nullptr;
  BOOST_TEST(has(refusal(letter), "no names"));
}

// Each with the longest that a caisse configures.
BOOST_AUTO_TEST_CASE(every_notice_fits_on_its_page_and_says_what_to_do) {
  for (const std::string name :
       {"password_changed", "contact_changed", "first_access", "frozen", "canary"}) {
    for (const std::string folder : {"", "en/"}) {
      Letter letter = sample();
      letter.text = words_of(name, folder);
      letter.secret = Secret();
      letter.sender.phone = "+262 (0)2 62 90 05 00";
      letter.when = folder.empty() ? "25 septembre à 20 h 20" : "25 September at 10:20 pm";
      letter.not_me = "monespaceprive.sudaquitaine.msa.fr:8443/mon-espace/acces/ce-n-est-pas-moi";
      letter.site = "monespaceprive.sudaquitaine.msa.fr:8443";
      const Bytes pdf = make_letter(letter);
      const std::string text = pdf_text(pdf);
      for (const std::string_view part :
           {std::string_view(letter.when), std::string_view("R7K 4MX"),
            std::string_view("62 90 05 00")}) {
        BOOST_TEST(has(text, part), name << ": " << part);
      }
      BOOST_TEST(has(text, "ce-n-est-pas-moi") == (name != "frozen" && name != "canary"), name);
      check_window(pdf_words(pdf), letter.recipient);
      keep_for_a_look((folder.empty() ? "" : "en_") + name, pdf);
    }
  }
}

// « à 20 h » at the end of a line and « 20 » at the beginning of the next is no time of day.
BOOST_AUTO_TEST_CASE(a_moment_stands_in_one_line) {
  Letter letter = sample();
  letter.secret = Secret();
  letter.text = words_of("first_access");
  for (const std::string when : {"25 septembre à 20 h 20", "1er mai à 9 h 05"}) {
    letter.when = when;
    const std::string lines = pdf_tool("pdftotext", "-", make_letter(letter));
    BOOST_TEST(has(with_plain_spaces(lines), when), lines);
  }
}

BOOST_AUTO_TEST_CASE(a_text_too_long_for_large_type_is_refused_not_shrunk) {
  Letter letter = sample();
  letter.text.after.assign(12, {"", std::string(200, 'x') + " " + std::string(200, 'y')});
  BOOST_TEST(has(refusal(letter), "too long"));
  letter = sample();
  letter.secret = Secret::from("KKKKKKKKKKKKKKKKKKKK ffffffffffffffffffff mmmmmmmmmmmmmmmmmmmm");
  BOOST_TEST(has(refusal(letter), "too long"));
}

BOOST_AUTO_TEST_CASE(the_square_gives_the_reference_at_200_dots_an_inch) {
  Letter letter = sample();
  for (const std::string reference : {"R7K-4MX", "WWW-WWW", "346-79C"}) {
    letter.reference = reference;
    BOOST_TEST(pdf_square(make_letter(letter)) == reference);
  }
}

BOOST_AUTO_TEST_CASE(a_reference_that_does_not_fit_in_the_square_makes_no_letter) {
  Letter letter = sample();
  letter.reference = "R7K-4MX-R7K";
  BOOST_TEST(has(refusal(letter), "square"));
}

// The square and the rules as well, which pdftotext does not see: no ink at all but the address.
BOOST_AUTO_TEST_CASE(no_ink_but_the_address_shows_in_the_window) {
  for (const bool boxed : {true, false}) {
    Letter letter = sample();
    if (!boxed) {
      letter.text.box.clear();
      letter.text.after.clear();
      letter.secret = Secret();
    }
    const PdfPicture picture = pdf_picture(make_letter(letter));
    BOOST_TEST(picture.ink(102, 55, 190, 79) > 100);
    BOOST_TEST(picture.ink(90, 34, 200, 55) == 0);
    BOOST_TEST(picture.ink(90, 79, 200, 90) == 0);
    BOOST_TEST(picture.ink(90, 34, 102, 90) == 0);
    BOOST_TEST(picture.ink(190, 34, 200, 90) == 0);
    BOOST_TEST(picture.ink(4, 82, 19, 97) > 100);  // there it is
  }
}

BOOST_AUTO_TEST_CASE(a_mark_stands_at_each_fold) {
  const PdfPicture picture = pdf_picture(make_letter(sample()));
  for (const double fold : {99.0, 198.0}) {
    BOOST_TEST(picture.ink(5, fold - 0.5, 9, fold + 0.5) > 0);
    BOOST_TEST(picture.ink(10, fold - 0.5, 200, fold + 0.5) == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
