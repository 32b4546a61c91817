#include "crypto/sealed_document.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "crypto/error.h"
#include "support/folder.h"

using namespace portillon;

namespace {

void run(const std::string& command) {
  BOOST_REQUIRE_MESSAGE(std::system((command + " >/dev/null 2>&1").c_str()) == 0, command);
}

// A printing house of its own, with the openssl of the machine.
struct House {
  test::Folder folder;
  std::string key = (folder / "key.pem").string();
  std::string certificate = (folder / "certificate.pem").string();

  explicit House(const std::string& algorithm = "rsa:2048", const std::string& more = "") {
    run("openssl req -x509 -newkey " + algorithm +
        " -nodes -days 90 -subj '/CN=Imprimerie' -keyout " + key + " -out " + certificate + " " +
        more);
  }
  std::string pem() const { return test::read(certificate); }
  std::string open(const Bytes& sealed) const {
    const std::string in = folder.put("in.p7m", sealed);
    const std::string out = (folder / "out").string();
    run("openssl cms -decrypt -binary -inform DER -in " + in + " -recip " + certificate +
        " -inkey " + key + " -out " + out);
    return test::read(out);
  }
  std::string structure(const Bytes& sealed) const {
    const std::string in = folder.put("in.p7m", sealed);
    const std::string out = (folder / "out").string();
    run("openssl cms -cmsout -print -noout -inform DER -in " + in + " -out " + out);
    return test::read(out);
  }
};

const std::string kCurve = "ec -pkeyopt ec_paramgen_curve:P-256";

std::string refusal(const std::string& pem) {
  try {
    DocumentRecipient::parse(pem);
  } catch (const CryptoError& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crypto_sealed_document)

BOOST_AUTO_TEST_CASE(the_house_opens_with_openssl_what_was_sealed_to_its_certificate) {
  std::string document = "%PDF-1.7\r\nbinary \0 and\n line ends\r";
  document += std::string(300'000, '\x07');
  for (const std::string& algorithm : {std::string("rsa:2048"), kCurve}) {
    const House house(algorithm);
    const DocumentRecipient recipient = DocumentRecipient::parse(house.pem());
    BOOST_TEST(house.open(recipient.seal(document)) == document);
  }
}

BOOST_AUTO_TEST_CASE(it_is_authenticated_and_the_key_goes_by_oaep) {
  const House house;
  const std::string told = house.structure(DocumentRecipient::parse(house.pem()).seal("x"));
  BOOST_TEST(has(told, "id-smime-ct-authEnvelopedData"));
  BOOST_TEST(has(told, "aes-256-gcm"));
  BOOST_TEST(has(told, "rsaesOaep"));
  BOOST_TEST(!has(told, "rsaEncryption"));
}

BOOST_AUTO_TEST_CASE(a_changed_byte_opens_nothing) {
  const House house;
  Bytes sealed = DocumentRecipient::parse(house.pem()).seal(std::string(1000, 'x'));
  sealed[sealed.size() - 400] ^= 1;
  const std::string in = house.folder.put("in.p7m", sealed);
  BOOST_TEST(std::system(("openssl cms -decrypt -inform DER -in " + in + " -inkey " + house.key +
                          " -recip " + house.certificate + " -out /dev/null 2>/dev/null")
                             .c_str()) != 0);
}

BOOST_AUTO_TEST_CASE(the_same_document_is_sealed_otherwise_each_time_and_nothing_of_it_shows) {
  const House house;
  const DocumentRecipient recipient = DocumentRecipient::parse(house.pem());
  const std::string document = "MADAME JEANNE ETCHEVERRY";
  const Bytes once = recipient.seal(document);
  BOOST_TEST((once != recipient.seal(document)));
  BOOST_TEST(!has(once, "ETCHEVERRY"));
}

BOOST_AUTO_TEST_CASE(a_certificate_tells_how_long_it_lasts_and_its_fingerprint) {
  const House house;
  const DocumentRecipient recipient = DocumentRecipient::parse(house.pem());
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  BOOST_TEST(
      (recipient.valid_from() <= now && now - recipient.valid_from() < std::chrono::hours(1)));
  BOOST_TEST((recipient.valid_until() - recipient.valid_from() == std::chrono::days(90)));
  BOOST_TEST(recipient.fingerprint().size() == 64U);
}

BOOST_AUTO_TEST_CASE(what_is_no_certificate_for_encrypting_is_refused) {
  BOOST_TEST(refusal("") == "holds no certificate in PEM");
  BOOST_TEST(refusal("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") ==
             "holds no certificate in PEM");
  BOOST_TEST(refusal(House("rsa:1024").pem()) == "has an RSA key under 2048 bits");
  BOOST_TEST(refusal(House("ed25519").pem()) ==
             "has a key that is neither RSA nor of an elliptic curve");
  BOOST_TEST(refusal(House("rsa:2048", "-addext keyUsage=digitalSignature").pem()) ==
             "is not for encrypting (key usage)");
  BOOST_TEST(refusal(House(kCurve, "-addext keyUsage=digitalSignature").pem()) ==
             "is not for encrypting (key usage)");
  BOOST_TEST(refusal(House("rsa:2048", "-addext keyUsage=keyEncipherment").pem()) == "");
}

BOOST_AUTO_TEST_CASE(a_private_key_beside_the_certificate_is_refused) {
  const House house;
  BOOST_TEST(refusal(house.pem() + test::read(house.key)) ==
             "holds a private key, which must not be on this machine");
}

BOOST_AUTO_TEST_SUITE_END()
