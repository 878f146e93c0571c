//! Division of secret numbers by public ones: multiplication by a reciprocal (Barrett) and a fixed number of corrections.
//!
//! Dividers take time that depends on the dividend, so none is used on data.

/// How the upper half of a product of 64-bit numbers is computed.
pub(super) trait Product {
    /// The upper half of `a * b`, or up to 2 less.
    fn high(a: u64, b: u64) -> u64;
}

/// By one widening multiplication: exact, and what scalar units do best.
pub(super) struct Widening;

/// By products of 32-bit halves, whose carries are dropped: what vector units can do.
#[cfg(any(test, target_arch = "x86_64"))]
pub(super) struct InHalves;

impl Product for Widening {
    #[inline(always)]
    fn high(a: u64, b: u64) -> u64 {
        ((u128::from(a) * u128::from(b)) >> 64) as u64
    }
}

#[cfg(any(test, target_arch = "x86_64"))]
impl Product for InHalves {
    #[inline(always)]
    fn high(a: u64, b: u64) -> u64 {
        let low = 0xffff_ffff;
        let (a_low, a_high, b_low, b_high) = (a & low, a >> 32, b & low, b >> 32);
        a_high * b_high + ((a_high * b_low) >> 32) + ((a_low * b_high) >> 32)
    }
}

/// A divisor of 64-bit numbers, from 2 to 2^61.
#[derive(Clone, Copy)]
pub(super) struct Reciprocal {
    divisor: u64,
    reciprocal: u64,
}

impl Reciprocal {
    pub(super) fn new(divisor: u64) -> Self {
        Self { divisor, reciprocal: u64::MAX / divisor }
    }

    pub(super) fn divisor(&self) -> u64 {
        self.divisor
    }

    /// `number mod divisor`.
    ///
    /// `u64::MAX / divisor` is less than 1 + 1/2^64 below 2^64 / divisor, so the estimated quotient is at most 1 too small
    /// by it and 2 more by [`Product::high`]: three subtractions of the divisor at most, two and one.
    #[inline(always)]
    pub(super) fn remainder<P: Product>(&self, number: u64) -> u64 {
        let remainder = number.wrapping_sub(P::high(number, self.reciprocal).wrapping_mul(self.divisor));
        less_once(less_once(remainder, 2 * self.divisor), self.divisor)
    }

    /// `number / divisor` and `number mod divisor`.
    #[inline(always)]
    pub(super) fn divided<P: Product>(&self, number: u64) -> (u64, u64) {
        let estimate = P::high(number, self.reciprocal);
        let remainder = number.wrapping_sub(estimate.wrapping_mul(self.divisor));
        let two = u64::from(remainder >= 2 * self.divisor);
        let remainder = less_once(remainder, 2 * self.divisor);
        let one = u64::from(remainder >= self.divisor);
        (estimate + 2 * two + one, less_once(remainder, self.divisor))
    }
}

/// A divisor of 96-bit numbers, from 2^32 to 2^61.
#[derive(Clone, Copy)]
pub(super) struct MediumReciprocal {
    divisor: u64,
    reciprocal: u64,
    shift: u32,
}

impl MediumReciprocal {
    pub(super) fn new(divisor: u64) -> Self {
        let bits = u64::BITS - divisor.leading_zeros();
        let reciprocal = (1u128 << (63 + bits)) / u128::from(divisor);
        Self { divisor, reciprocal: u64::try_from(reciprocal).unwrap_or(u64::MAX), shift: bits - 33 }
    }

    /// The first 96 of 128 bits, modulo the divisor.
    ///
    /// With k the bits of the divisor m, y the number and s = k - 1, the estimate is floor(y / 2^s) * floor(2^(64+s) / m) /
    /// 2^64. The first floor loses less than 2^s / m <= 1 of the quotient, the second at most y / 2^(64+s) < 1, and
    /// [`Product::high`] and its own floor at most 3: the remainder is below 6 m, and the steps take off 4 m, 2 m, m.
    #[inline(always)]
    pub(super) fn remainder<P: Product>(&self, [high, low]: [u64; 2]) -> u64 {
        let estimate = P::high(high >> self.shift, self.reciprocal);
        let number = (high << 32) | (low >> 32);
        let remainder = number.wrapping_sub(estimate.wrapping_mul(self.divisor));
        let remainder = less_once(remainder, 4 * self.divisor);
        less_once(less_once(remainder, 2 * self.divisor), self.divisor)
    }
}

/// A divisor of 128-bit numbers, from 2 to 2^96.
#[derive(Clone, Copy)]
pub(super) struct WideReciprocal {
    divisor: u128,
    reciprocal: u128,
}

impl WideReciprocal {
    pub(super) fn new(divisor: u128) -> Self {
        Self { divisor, reciprocal: u128::MAX / divisor }
    }

    pub(super) fn divisor(&self) -> u128 {
        self.divisor
    }

    /// `number / divisor` and `number mod divisor`. The estimated quotient is at most 1 too small.
    #[inline(always)]
    pub(super) fn divided(&self, number: u128) -> (u128, u128) {
        let estimate = high_wide(number, self.reciprocal);
        let remainder = number.wrapping_sub(estimate.wrapping_mul(self.divisor));
        // Below 2^97, as the remainder is, the sign of the difference says which is the lesser, and no compiler makes a branch of it.
        let less = remainder.wrapping_sub(self.divisor);
        let below = less >> 127;
        (estimate + 1 - below, less.wrapping_add(self.divisor & 0u128.wrapping_sub(below)))
    }
}

/// `number` or `number - step`, whichever is not below zero: the lesser, since the other wraps.
#[inline(always)]
fn less_once(number: u64, step: u64) -> u64 {
    number.min(number.wrapping_sub(step))
}

/// The upper half of a product of 128-bit numbers.
#[inline(always)]
fn high_wide(a: u128, b: u128) -> u128 {
    let low = u128::from(u64::MAX);
    let (a_low, a_high, b_low, b_high) = (a & low, a >> 64, b & low, b >> 64);
    let middle = a_high * b_low + ((a_low * b_low) >> 64);
    let other = a_low * b_high + (middle & low);
    a_high * b_high + (middle >> 64) + (other >> 64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{InHalves, MediumReciprocal, Product, Reciprocal, WideReciprocal, Widening};

    fn holds<P: Product>(number: u128, divisor: u64) {
        let number_64 = number as u64;
        let reciprocal = Reciprocal::new(divisor);
        assert_eq!(reciprocal.remainder::<P>(number_64), number_64 % divisor);
        assert_eq!(reciprocal.divided::<P>(number_64), (number_64 / divisor, number_64 % divisor));
        if divisor >= 1 << 32 {
            let expected = (number >> 32) % u128::from(divisor);
            let halves = [(number >> 64) as u64, number as u64];
            assert_eq!(u128::from(MediumReciprocal::new(divisor).remainder::<P>(halves)), expected);
        }
    }

    fn near(number: u128, divisor: u64) {
        let multiple = number - number % u128::from(divisor);
        let shifted = (number >> 32) / u128::from(divisor) * u128::from(divisor);
        for number in
            [number, multiple, multiple.wrapping_sub(1), u128::MAX, 0, shifted << 32, (shifted << 32).wrapping_sub(1)]
        {
            holds::<Widening>(number, divisor);
            holds::<InHalves>(number, divisor);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn remainders_are_those_of_division(number: u128, divisor in 2u64..=1 << 61, bits in 0u32..60) {
            near(number, (divisor >> bits).max(2));
        }

        #[test]
        fn wide_remainders_are_those_of_division(number: u128, divisor in 2u128..=1 << 96, bits in 0u32..95) {
            let divisor = (divisor >> bits).max(2);
            let multiple = number - number % divisor;
            for number in [number, multiple, multiple.wrapping_sub(1), u128::MAX, 0] {
                prop_assert_eq!(WideReciprocal::new(divisor).divided(number), (number / divisor, number % divisor));
            }
        }
    }

    #[test]
    fn powers_of_two_and_of_radices_divide() {
        let radices = (2u64..=94).chain([65_535, 65_536]);
        for divisor in radices.flat_map(|radix| (1..62).map_while(move |power| radix.checked_pow(power))) {
            if divisor <= 1 << 61 {
                near(u128::MAX / 3 * 2, divisor);
                near(u128::MAX - 1, divisor);
            }
        }
    }

    #[test]
    fn estimates_that_are_4_too_small_are_corrected() {
        let found: [(u64, u64, u64); 2] =
            [(4_810_411_256, 0xfffffff9f3ba75d7, 3_141_147_281), (8_717_528_522, 0xffffffabd1014dff, 0xffff_ffff)];
        for (divisor, high, low) in found {
            let number = (u128::from(high) << 64) | (u128::from(low) << 32);
            let estimate = InHalves::high(high >> (divisor.ilog2() - 32), MediumReciprocal::new(divisor).reciprocal);
            assert_eq!((number >> 32) / u128::from(divisor), u128::from(estimate) + 4);
            holds::<InHalves>(number, divisor);
        }
    }
}
