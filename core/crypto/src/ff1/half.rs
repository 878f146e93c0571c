//! One half of a value as a number, and arithmetic on halves modulo a power of the radix.

use super::reciprocal::{MediumReciprocal, Product, Reciprocal, WideReciprocal};

/// A number that holds a half: 64 bits if b <= 7, else 128.
pub(super) trait Half: Copy {
    const ZERO: Self;

    /// Whether a round's number and half may lie in the upper half of a block, or else only in the lower.
    const WIDE: bool;

    /// The upper and the lower 64 bits.
    fn limbs(self) -> [u64; 2];

    /// `(self + other) mod modulus`, both below it.
    fn plus(self, other: Self, modulus: Self) -> Self;

    /// `(self - other) mod modulus`, both below it.
    fn minus(self, other: Self, modulus: Self) -> Self;
}

impl Half for u64 {
    const ZERO: Self = 0;
    const WIDE: bool = false;

    #[inline(always)]
    fn limbs(self) -> [u64; 2] {
        [0, self]
    }

    #[inline(always)]
    fn plus(self, other: Self, modulus: Self) -> Self {
        let sum = self + other;
        sum.min(sum.wrapping_sub(modulus))
    }

    #[inline(always)]
    fn minus(self, other: Self, modulus: Self) -> Self {
        let difference = self.wrapping_sub(other);
        difference.min(difference.wrapping_add(modulus))
    }
}

impl Half for u128 {
    const ZERO: Self = 0;
    const WIDE: bool = true;

    #[inline(always)]
    fn limbs(self) -> [u64; 2] {
        [(self >> 64) as u64, self as u64]
    }

    #[inline(always)]
    fn plus(self, other: Self, modulus: Self) -> Self {
        let reduced = (self + other).wrapping_sub(modulus);
        reduced.wrapping_add(modulus & borrow(reduced))
    }

    #[inline(always)]
    fn minus(self, other: Self, modulus: Self) -> Self {
        let difference = self.wrapping_sub(other);
        difference.wrapping_add(modulus & borrow(difference))
    }
}

/// All ones if a difference of numbers below 2^127 went below zero.
#[inline(always)]
fn borrow(difference: u128) -> u128 {
    0u128.wrapping_sub(difference >> 127)
}

/// Makes of a block of the round function a number y (the first d bytes of it) and reduces that modulo a power of the radix.
pub(super) trait Modulus<H> {
    /// Whether y reaches into the lower half of the block.
    const LONG_Y: bool;

    fn modulus(&self) -> H;

    /// `y mod modulus`, given the upper and lower half of the block.
    fn residue<P: Product>(&self, block: [u64; 2]) -> H;
}

/// A modulus of a domain with b <= 4, thus d = 8: at most 2^32.
pub(super) struct Short(Reciprocal);

/// A modulus from 2^32 to 2^56 of a domain with 5 <= b <= 7, thus d = 12.
pub(super) struct Medium {
    modulus: u64,
    reciprocal: MediumReciprocal,
}

/// A modulus below 2^32 of a domain with d = 12: y is first reduced by a multiple of it, the modulus of the longer half.
pub(super) struct Folded {
    multiple: MediumReciprocal,
    modulus: Reciprocal,
}

/// A modulus of a domain with b from 8 to 12, thus d = 12 or 16.
pub(super) struct Long {
    modulus: WideReciprocal,
    unused_bits: u32,
}

impl Short {
    pub(super) fn new(modulus: u64) -> Self {
        Self(Reciprocal::new(modulus))
    }
}

impl Medium {
    pub(super) fn new(modulus: u64) -> Self {
        Self { modulus, reciprocal: MediumReciprocal::new(modulus) }
    }
}

impl Folded {
    pub(super) fn new(multiple: u64, modulus: u64) -> Self {
        Self { multiple: MediumReciprocal::new(multiple), modulus: Reciprocal::new(modulus) }
    }
}

impl Long {
    pub(super) fn new(modulus: u128, y_bytes: u32) -> Self {
        Self { modulus: WideReciprocal::new(modulus), unused_bits: 128 - 8 * y_bytes }
    }
}

impl Modulus<u64> for Short {
    const LONG_Y: bool = false;

    #[inline(always)]
    fn modulus(&self) -> u64 {
        self.0.divisor()
    }

    #[inline(always)]
    fn residue<P: Product>(&self, [high, _]: [u64; 2]) -> u64 {
        self.0.remainder::<P>(high)
    }
}

impl Modulus<u64> for Medium {
    const LONG_Y: bool = true;

    #[inline(always)]
    fn modulus(&self) -> u64 {
        self.modulus
    }

    #[inline(always)]
    fn residue<P: Product>(&self, block: [u64; 2]) -> u64 {
        self.reciprocal.remainder::<P>(block)
    }
}

impl Modulus<u64> for Folded {
    const LONG_Y: bool = true;

    #[inline(always)]
    fn modulus(&self) -> u64 {
        self.modulus.divisor()
    }

    #[inline(always)]
    fn residue<P: Product>(&self, block: [u64; 2]) -> u64 {
        self.modulus.remainder::<P>(self.multiple.remainder::<P>(block))
    }
}

impl Modulus<u128> for Long {
    const LONG_Y: bool = true;

    #[inline(always)]
    fn modulus(&self) -> u128 {
        self.modulus.divisor()
    }

    #[inline(always)]
    fn residue<P: Product>(&self, [high, low]: [u64; 2]) -> u128 {
        let y = ((u128::from(high) << 64) | u128::from(low)) >> self.unused_bits;
        self.modulus.divided(y).1
    }
}
