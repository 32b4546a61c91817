// Where things stand on the sheet so that a French DL window envelope shows the address and nothing
// else. Millimetres from the upper left corner of an A4 sheet, y downwards.
//
// Sources. Envelope 110 x 220 mm: ISO 269, size DL. Folds at 99 and 198 mm and a field of 100 x 45
// mm whose right edge is 10 mm from the sheet's: KOMA-Script's NF.lco (French letters, NF Z
// 11-001), read in scrkernel-letterclassoptions.dtx. That field is what a window of 100 x 45 mm, 20
// mm from the right and from the lower edge of the envelope, shows of a sheet that lies on its
// lower edge. The lower window of 100 x 35 mm at the same two distances is the other common French
// one; it comes from the trade's habit, not from a text that was read. NF Z 11-001 itself was not
// read.
#pragma once

namespace portillon::letter_geometry {

struct Rect {
  double left, top, right, bottom;
  constexpr double width() const { return right - left; }
  constexpr double height() const { return bottom - top; }
  constexpr bool holds(const Rect& r) const {
    return left <= r.left && top <= r.top && r.right <= right && r.bottom <= bottom;
  }
  constexpr bool meets(const Rect& r) const {
    return left < r.right && r.left < right && top < r.bottom && r.top < bottom;
  }
};

inline constexpr Rect kSheet{0, 0, 210, 297};
inline constexpr double kFirstFold = 99;
inline constexpr double kSecondFold = 198;

inline constexpr double kEnvelopeWidth = 220;
inline constexpr double kEnvelopeHeight = 110;
inline constexpr Rect kWindow{100, 45, 200, 90};  // on the envelope
inline constexpr double kLowWindowTop = 55;  // of the 35 mm window; its other edges are the same

// The folded sheet (210 x 99) slides in the envelope by this much in all: ±5 and ±5.5 mm.
inline constexpr double kSlideX = kEnvelopeWidth - kSheet.right;
inline constexpr double kSlideY = kEnvelopeHeight - kFirstFold;

// What a window may show of the first third, at one slide or another.
inline constexpr Rect kEverSeen{kWindow.left - kSlideX, kWindow.top - kSlideY, kWindow.right,
                                kWindow.bottom};
// What both windows show at every slide.
inline constexpr Rect kAlwaysSeen{kWindow.left, kLowWindowTop, kWindow.right - kSlideX,
                                  kWindow.bottom - kSlideY};

// What lies behind the window once folded, and may shine through thin paper against a lamp: the
// second third is mirrored at the first fold, the last one runs down again from the second.
inline constexpr Rect kBehindSecond{kEverSeen.left, 2 * kFirstFold - kEverSeen.bottom,
                                    kEverSeen.right, 2 * kFirstFold - kEverSeen.top};
inline constexpr Rect kBehindThird{kEverSeen.left, kSecondFold + kEverSeen.top, kEverSeen.right,
                                   kSecondFold + kEverSeen.bottom};

// Text margins of everything but the address.
inline constexpr double kLeft = 20;
inline constexpr double kRight = 190;

// In the left margin, where machines that fold and insert look for marks: four millimetres from the
// edge, which printers can reach; the reference is printed beside the square.
inline constexpr double kFoldMarkLeft = 5;
inline constexpr double kFoldMarkRight = 9;
inline constexpr double kModule = 0.5;   // of the QR code: 4 pixels at 200 dots an inch
inline constexpr int kModules = 21;      // version 1 (ISO/IEC 18004, 6.3)
inline constexpr int kQuietModules = 4;  // on each side (6.3.8)
inline constexpr double kSymbolSide = kModules * kModule;
inline constexpr double kQuiet = kQuietModules * kModule;
inline constexpr Rect kQuietZone{4.5, 82.5, 4.5 + kSymbolSide + 2 * kQuiet,
                                 82.5 + kSymbolSide + 2 * kQuiet};
inline constexpr Rect kSymbol{kQuietZone.left + kQuiet, kQuietZone.top + kQuiet,
                              kQuietZone.right - kQuiet, kQuietZone.bottom - kQuiet};

inline constexpr Rect kHeader{kLeft, 12, kRight, 27};
inline constexpr Rect kSender{kLeft, 34, 84, 91};
inline constexpr Rect kAddress{103, 55.4, 187, 78.6};
inline constexpr Rect kDateLine{kLeft, 91.5, kRight, 98};
inline constexpr Rect kBefore{kLeft, 103.5, kRight, 164.5};
inline constexpr Rect kSecret{kLeft, 166, kRight, 196};
inline constexpr Rect kAfter{kLeft, 202, kRight, 284};
inline constexpr Rect kWhole{kLeft, kBefore.top, kRight, kAfter.bottom};  // of a notice

static_assert(kAlwaysSeen.holds(kAddress), "the address must show at every slide");
static_assert(!kEverSeen.meets(kHeader) && !kEverSeen.meets(kSender) && !kEverSeen.meets(kDateLine),
              "the window shows the address only");
static_assert(!kEverSeen.meets(kSecret) && !kBehindSecond.meets(kSecret) &&
                  !kBehindThird.meets(kSecret),
              "a thief with a lamp must not read the password through the window");
static_assert(!kEverSeen.meets(kQuietZone) && !kBehindSecond.meets(kQuietZone) &&
                  !kBehindThird.meets(kQuietZone),
              "the window never shows the square");
static_assert(kQuietZone.right <= kLeft && kQuietZone.bottom < kFirstFold && kQuietZone.left >= 4,
              "neither text nor a fold comes near the square");
static_assert(kFirstFold < kSecret.top && kSecret.bottom < kSecondFold,
              "no fold runs through the password");

}  // namespace portillon::letter_geometry
