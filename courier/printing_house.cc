#include "courier/printing_house.h"

#include "courier/letter_batches.h"
#include "courier/letter_spool.h"

namespace portillon {
namespace {

class PrintingHouse final : public Provider {
 public:
  PrintingHouse(const LetterConfig& config, DocumentRecipient house, const Log& log)
      : batches_(config, house.valid_until(), log), spool_(config, std::move(house)) {}

  const std::string& name() const override { return spool_.name(); }
  Handover send(const Envelope& envelope, std::chrono::milliseconds within) override {
    return spool_.send(envelope, within);
  }
  // By the database's clock, which dates the letters too.
  void tend(Dispatch& dispatch) override {
    const Time now = dispatch.now();
    batches_.close_due(now);
    batches_.archive_due(now, dispatch);
  }

 private:
  LetterBatches batches_;
  LetterSpool spool_;
};

}  // namespace

std::unique_ptr<Provider> make_printing_house(const LetterConfig& config, const Log& log,
                                              Time now) {
  return std::make_unique<PrintingHouse>(config, load_certificate(config, now), log);
}

}  // namespace portillon
