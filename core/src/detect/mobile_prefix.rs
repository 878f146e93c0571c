//! Which leading digits mobile numbers have (STANDARDS B.7).

/// How a prefix is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    /// Numbers of people.
    Assigned,
    /// Data cards and things; numbers of 11 digits occur.
    Things,
    /// Satellite and emergency services.
    Special,
}

/// The use of the prefix that `digits` begin with; nothing when it was not put into service.
pub(super) fn of(digits: &[u8]) -> Option<Prefix> {
    let [b'1', second, third, fourth, fifth, ..] = digits else { return None };
    Some(match (second, third) {
        (b'3' | b'8', _) => Prefix::Assigned,
        (b'4', b'5' | b'7' | b'9') => Prefix::Assigned,
        (b'4', b'6' | b'8') => Prefix::Things,
        (b'4', b'1') if *fourth == b'0' => Prefix::Things,
        (b'4', b'4') if matches!(fourth, b'0' | b'1') => Prefix::Things,
        (b'5', b'4') => return None,
        (b'5', _) => Prefix::Assigned,
        (b'6', b'2' | b'5' | b'6' | b'7') => Prefix::Assigned,
        (b'7', b'4') => match (fourth, fifth) {
            (b'0', b'0'..=b'5') => Prefix::Assigned,
            (b'0' | b'1' | b'9', _) => Prefix::Special,
            _ => return None,
        },
        (b'7', b'9') => return None,
        (b'7', _) => Prefix::Assigned,
        (b'9', b'4') => return None,
        (b'9', _) => Prefix::Assigned,
        _ => return None,
    })
}
