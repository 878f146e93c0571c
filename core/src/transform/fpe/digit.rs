//! Decimal digits read and written several at a time.

/// `00` to `99` as two ASCII bytes, the first digit in the low byte.
const PAIRS: [u16; 100] = {
    let mut pairs = [0; 100];
    let mut value = 0;
    while value < 100 {
        pairs[value] = (b'0' + (value / 10) as u8) as u16 | ((b'0' + (value % 10) as u8) as u16) << 8;
        value += 1;
    }
    pairs
};

/// Two digits as ASCII in the two low bytes, the first lowest; `value` is below 100.
#[inline]
pub(super) fn ascii(value: usize) -> u64 {
    PAIRS.get(value).copied().unwrap_or_default().into()
}

/// The values of eight ASCII digits, one a byte, the first lowest; nothing if one is none.
#[inline]
pub(super) fn eight(bytes: [u8; 8]) -> Option<u64> {
    let values = u64::from_le_bytes(bytes) ^ 0x3030_3030_3030_3030;
    let above_nine = (values.wrapping_add(0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080;
    (above_nine == 0).then_some(values)
}

/// The value of one ASCII digit.
#[inline]
pub(super) fn one(byte: u8) -> Option<u64> {
    let value = byte.wrapping_sub(b'0');
    (value < 10).then_some(value.into())
}

/// The four numbers of two digits that eight digits make.
#[inline]
pub(super) fn pairs(values: u64) -> [usize; 4] {
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8);
    // Written out: `map` over an array is not unrolled.
    [
        (pairs & 0xFF) as usize,
        (pairs >> 16 & 0xFF) as usize,
        (pairs >> 32 & 0xFF) as usize,
        (pairs >> 48 & 0xFF) as usize,
    ]
}

/// The number that eight digits make.
#[inline]
pub(super) fn number(values: u64) -> u64 {
    let [a, b, c, d] = pairs(values);
    ((a * 100 + b) * 10_000 + c * 100 + d) as u64
}

/// Eight digits of `number`, which is below 10^8, as ASCII, the first lowest.
#[inline]
pub(super) fn eight_ascii(number: u64) -> u64 {
    let (high, low) = (number as usize / 10_000, number as usize % 10_000);
    ascii(high / 100) | ascii(high % 100) << 16 | ascii(low / 100) << 32 | ascii(low % 100) << 48
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{eight, eight_ascii, number, one, pairs};

    proptest! {
        #[test]
        fn eight_digits_are_the_number_they_show(value in 0_u64..100_000_000) {
            let text = format!("{value:08}");
            let bytes: [u8; 8] = text.as_bytes().try_into().expect("eight");
            let values = eight(bytes).expect("digits");
            prop_assert_eq!(number(values), value);
            prop_assert_eq!(eight_ascii(value).to_le_bytes(), bytes);
            let expected: Vec<usize> = (0..4).map(|pair| text.get(2 * pair..2 * pair + 2).expect("ASCII").parse().expect("digits")).collect();
            prop_assert_eq!(pairs(values).to_vec(), expected);
        }

        #[test]
        fn anything_but_digits_is_refused(bytes in any::<[u8; 8]>()) {
            prop_assert_eq!(eight(bytes).is_some(), bytes.iter().all(u8::is_ascii_digit));
        }
    }

    #[test]
    fn one_byte_in_the_place_of_any_digit_is_judged() {
        for place in 0..8 {
            for byte in 0..=255 {
                let mut bytes = *b"12345678";
                bytes[place] = byte;
                assert_eq!(eight(bytes).is_some(), byte.is_ascii_digit());
                assert_eq!(one(byte).is_some(), byte.is_ascii_digit());
            }
        }
    }
}
