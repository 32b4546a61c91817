#include "admin/sizing.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace portillon {
namespace {

std::string scientific(double value) {
  char text[32] = "";
  std::snprintf(text, sizeof text, "%.1e", value);
  return text;
}

std::string expected(double value) {
  char text[32] = "";
  std::snprintf(text, sizeof text, value < 0.1 ? "%.3f" : "%.1f", value);
  std::string french = text;
  if (const auto point = french.find('.'); point != std::string::npos) french[point] = ',';
  return french;
}

std::size_t columns_of(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80 ? 1U : 0U;
  return count;
}

std::string line(std::string_view what, std::string_view value) {
  constexpr std::size_t kWidth = 68;
  std::string text = "  " + std::string(what);
  text.append(kWidth - std::min(kWidth, columns_of(what)), ' ');
  return text.append(value).append("\n");
}

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string beside_nist(double probability) {
  char text[64] = "";
  std::snprintf(text, sizeof text, "%s (%.1f fois la borne NIST de 1e-4)",
                scientific(probability).c_str(), probability / kNistBound);
  return text;
}

}  // namespace

std::string sizing_text(const Sizing& s, const Limits& limits) {
  return "Deviner le code d'un adhérent (" + number(limits.code_digits) +
         " chiffres). Un code deviné ne fait que partir un message vers\n"
         "le téléphone, la boîte ou l'adresse de l'adhérent.\n" +
         line("un code, " + number(limits.code_tries) + " essais", scientific(s.code)) +
         line("jusqu'au prochain succès ou courrier, " + number(limits.wrong_codes_in_a_row) +
                  " codes faux de suite",
              beside_nist(s.member)) +
         line("en 24 heures", scientific(s.member_day)) +
         line("en un an, si chaque courrier remet le compte à zéro", scientific(s.member_year)) +
         line("en un an, sans ce compte de codes faux", scientific(s.without_row)) +
         "\nDeviner un mot de passe.\n" +
         line("temporaire (" + number(kTemporaryBits) + " bits), " +
                  number(limits.temporary_tries) + " essais en tout",
              scientific(s.temporary)) +
         line("personnel (" + number(kPasswordBits) + " bits), " + number(s.sign_in_tries_a_year) +
                  " essais par an et par autorisation",
              scientific(s.sign_in_year)) +
         "\nEssayer un code chez chacun des " + number(s.members) +
         " adhérents : nombre de codes justes attendu.\n" +
         line("en un jour, avec les seules limites par adhérent",
              expected(s.spray_day_unhindered)) +
         line("avant l'alerte (" + number(limits.wrong_codes_in_ten_minutes) +
                  " codes faux en 10 minutes)",
              expected(s.spray_until_alarm)) +
         line("en un jour, si personne ne répond à l'alerte", expected(s.spray_day)) +
         line("en un jour, depuis une seule adresse", expected(s.spray_day_address)) +
         "\nCoût, au plus.\n" + line("SMS par jour", number(s.sms_a_day)) +
         line("courriers par an, tous adhérents", number(s.letters_a_year)) +
         line("courriers par jour demandés depuis une seule adresse",
              number(s.letters_a_day_address));
}

std::string sizing_json(const Sizing& s) {
  char text[1200] = "";
  std::snprintf(
      text, sizeof text,
      "{\"members\":%ju,\"code\":%.6e,\"member\":%.6e,\"member_day\":%.6e,\"member_year\":%.6e,"
      "\"without_row\":%.6e,\"temporary\":%.6e,\"sign_in_year\":%.6e,"
      "\"sign_in_tries_a_year\":%ju,\"spray_day_unhindered\":%.6e,\"spray_until_alarm\":%.6e,"
      "\"spray_day\":%.6e,\"spray_day_address\":%.6e,\"sms_a_day\":%ju,\"letters_a_year\":%ju,"
      "\"letters_a_day_address\":%ju}\n",
      std::uintmax_t{s.members}, s.code, s.member, s.member_day, s.member_year, s.without_row,
      s.temporary, s.sign_in_year, std::uintmax_t{s.sign_in_tries_a_year}, s.spray_day_unhindered,
      s.spray_until_alarm, s.spray_day, s.spray_day_address, std::uintmax_t{s.sms_a_day},
      std::uintmax_t{s.letters_a_year}, std::uintmax_t{s.letters_a_day_address});
  return text;
}

}  // namespace portillon
