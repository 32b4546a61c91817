#pragma once
// Why a field of a feed was refused, for the person who mends the file: "has 1 digit too few".

#include <string>

#include "domain/amount.h"
#include "domain/email.h"
#include "domain/identifier.h"
#include "domain/phone.h"
#include "domain/postal.h"
#include "domain/vitale.h"

namespace portillon {

std::string reason_of(const IdentifierProblem& problem);
std::string reason_of(EmailError error);
std::string reason_of(PhoneError error);
std::string reason_of(const PostalProblem& problem);
std::string reason_of(AmountError error);
std::string reason_of(const VitaleProblem& problem);

}  // namespace portillon
