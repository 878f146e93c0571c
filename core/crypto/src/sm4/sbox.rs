//! The S-box of SM4 (GB/T 32907-2016, 6.2 and appendix table 1) as a circuit of 32 AND and 84 XOR gates.
//!
//! It has neither tables nor branches, so its time tells nothing of what goes through it. A wire is a bit of 64 bytes at once.

/// What to add to the input and to the output of [`substituted`] to have the S-box of the standard:
/// `S(x) = substituted(x + INPUT) + OUTPUT`.
///
/// They are left to callers because the key schedule absorbs them.
pub(super) const INPUT: u8 = 0x75;
/// See [`INPUT`].
pub(super) const OUTPUT: u8 = 0xd3;

/// The S-box without its constants, over bytes sliced by bit: wire `j` carries bit `j`, of value `2^j`.
///
/// The standard's field GF(2)[x]/(x^8+x^7+x^6+x^5+x^4+x^2+1) is mapped onto that of AES. The middle part is the inversion
/// of Boyar and Peralta ("A depth-16 circuit for the AES S-box", IACR 2011/332); the linear parts before and after it are
/// composed of their linear parts, the map between the fields and the affine maps of SM4. Among the 2040 maps between the
/// fields this one takes the fewest gates when common sums are shared greedily.
#[inline(always)]
pub(super) fn substituted(x: [u64; 8]) -> [u64; 8] {
    // The linear forms of the input that the inversion is made of.
    let y21 = x[3] ^ x[5];
    let a1 = x[4] ^ x[7];
    let a2 = x[0] ^ a1;
    let y1 = x[1] ^ x[5];
    let y12 = x[2] ^ x[6];
    let y13 = x[0] ^ y21;
    let y3 = x[1] ^ y12;
    let y6 = x[2] ^ a2;
    let a8 = x[2] ^ x[4];
    let y5 = x[3] ^ a2;
    let y15 = x[7] ^ y21;
    let a11 = x[1] ^ x[3];
    let y19 = x[6] ^ y21;
    let y2 = x[5] ^ a1;
    let y8 = y3 ^ y5;
    let y18 = x[1] ^ a2;
    let y14 = y12 ^ y13;
    let y20 = x[2] ^ y15;
    let y11 = a8 ^ a11;
    let y0 = y13 ^ a8;
    let y7 = x[0] ^ y1;
    let y10 = y1 ^ y6;
    let y9 = a1 ^ y1;
    let y17 = x[7] ^ y13;

    // Inversion in GF(((2^2)^2)^2), up to the products that its output is made of.
    let t2 = y12 & y15;
    let t3 = y3 & y6;
    let t4 = t3 ^ t2;
    let t5 = x[1] & y0;
    let t6 = t5 ^ t2;
    let t7 = y13 & x[0];
    let t8 = y5 & y1;
    let t9 = t8 ^ t7;
    let t10 = y2 & y7;
    let t11 = t10 ^ t7;
    let t12 = y9 & y11;
    let t13 = y14 & y17;
    let t14 = t13 ^ t12;
    let t15 = y8 & y10;
    let t16 = t15 ^ t12;
    let t17 = t4 ^ t14;
    let t18 = t6 ^ t16;
    let t19 = t9 ^ t14;
    let t20 = t11 ^ t16;
    let t21 = t17 ^ y20;
    let t22 = t18 ^ y19;
    let t23 = t19 ^ y21;
    let t24 = t20 ^ y18;
    let t25 = t21 ^ t22;
    let t26 = t21 & t23;
    let t27 = t24 ^ t26;
    let t28 = t25 & t27;
    let t29 = t28 ^ t22;
    let t30 = t23 ^ t24;
    let t31 = t22 ^ t26;
    let t32 = t31 & t30;
    let t33 = t32 ^ t24;
    let t34 = t23 ^ t33;
    let t35 = t27 ^ t33;
    let t36 = t24 & t35;
    let t37 = t36 ^ t34;
    let t38 = t27 ^ t36;
    let t39 = t29 & t38;
    let t40 = t25 ^ t39;
    let t41 = t40 ^ t37;
    let t42 = t29 ^ t33;
    let t43 = t29 ^ t40;
    let t44 = t33 ^ t37;
    let t45 = t42 ^ t41;
    let z0 = t44 & y15;
    let z1 = t37 & y6;
    let z2 = t33 & y0;
    let z3 = t43 & x[0];
    let z4 = t40 & y1;
    let z5 = t29 & y7;
    let z6 = t42 & y11;
    let z7 = t45 & y17;
    let z8 = t41 & y10;
    let z9 = t44 & y12;
    let z10 = t37 & y3;
    let z11 = t33 & x[1];
    let z12 = t43 & y13;
    let z13 = t40 & y5;
    let z14 = t29 & y2;
    let z15 = t42 & y9;
    let z16 = t45 & y14;
    let z17 = t41 & y8;

    // Sums of products: back to the field of SM4 and through its second affine map.
    let s0 = z9 ^ z12;
    let s1 = z14 ^ z17;
    let s2 = z1 ^ s1;
    let s3 = z10 ^ s0;
    let s4 = z0 ^ z3;
    let s5 = z4 ^ s4;
    let s6 = z6 ^ s3;
    let s7 = z2 ^ z7;
    let s8 = z12 ^ z15;
    let s9 = z8 ^ z13;
    let s10 = s2 ^ s8;
    let s11 = s3 ^ s5;
    let s12 = z16 ^ s2;
    let s13 = z13 ^ z16;
    let s14 = s7 ^ s10;
    let s15 = s5 ^ s10;
    let s16 = z3 ^ s6;
    let s17 = s7 ^ s11;
    let s18 = z8 ^ s14;
    let s19 = z17 ^ s13;
    let s20 = z7 ^ s12;
    let s21 = z5 ^ s9;
    let s22 = s16 ^ s21;
    let s23 = z11 ^ s19;
    let s24 = s6 ^ s20;
    let s25 = z0 ^ s24;
    let s26 = s0 ^ s23;
    let s27 = s9 ^ s17;
    let s28 = s11 ^ s12;
    let s29 = s1 ^ s13;
    [s18, s28, s27, s29, s15, s22, s25, s26]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sm4::tests::SBOX;

    #[test]
    fn the_circuit_is_the_s_box_of_the_standard() {
        for (x, &expected) in (0..=u8::MAX).zip(&SBOX) {
            let bits = core::array::from_fn(|j| u64::from((x ^ INPUT) >> j & 1));
            let byte = substituted(bits).iter().rev().fold(0, |byte, &bit| byte << 1 | bit as u8);
            assert_eq!(byte ^ OUTPUT, expected, "S({x:#04x})");
        }
    }
}
