//! CPU features as tokens obtained only by detection.
//!
//! A vector kernel's constructor takes the token of the feature it was compiled for. A token cannot be made any other way
//! than by [`Cpu::detect`], so holding one proves that the instructions exist on this machine.
#![forbid(unsafe_code)]

macro_rules! features {
    ($($token:ident $field:ident $detected:expr, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub struct $token(());
        )*

        /// The features of this machine that some kernel of weimu can use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Cpu {
            $($field: Option<$token>,)*
        }

        impl Cpu {
            /// Asks the processor and the operating system.
            ///
            /// The standard library caches the answer; a call costs a few loads.
            pub fn detect() -> Self {
                Self { $($field: $detected.then_some($token(())),)* }
            }

            /// A processor without any of the features, to run the portable code on purpose.
            pub const fn none() -> Self {
                Self { $($field: None,)* }
            }

            /// What this machine can do, level by level: every choice that a kernel makes on it is made at one of these.
            pub fn levels() -> Vec<(&'static str, Self)> {
                let all = Self::detect();
                let avx2 = Self { gfni: None, avx512_vbmi: None, vaes: None, vpclmulqdq: None, ..all };
                let gfni = Self { gfni: all.gfni, ..avx2 };
                let mut levels = vec![("portable", Self::none()), ("avx2", avx2), ("gfni", gfni), ("avx512", all)];
                levels.dedup_by_key(|(_, cpu)| *cpu);
                levels
            }

            $(
                #[doc = concat!("The token of `", stringify!($field), "`, if this machine has it.")]
                pub fn $field(self) -> Option<$token> {
                    self.$field
                }
            )*
        }
    };
}

#[cfg(target_arch = "x86_64")]
macro_rules! x86 {
    ($($name:tt)&&+) => { $(std::arch::is_x86_feature_detected!($name))&&+ };
}

#[cfg(not(target_arch = "x86_64"))]
macro_rules! x86 {
    ($($name:tt)&&+) => {
        false
    };
}

#[cfg(target_arch = "aarch64")]
macro_rules! arm {
    ($name:tt) => {
        std::arch::is_aarch64_feature_detected!($name)
    };
}

#[cfg(not(target_arch = "aarch64"))]
macro_rules! arm {
    ($name:tt) => {
        false
    };
}

features! {
    Avx2 avx2 x86!("avx2" && "bmi1" && "lzcnt" && "popcnt"), "AVX2: 32-byte integer vectors; and BMI1, LZCNT and POPCNT.";
    Avx512Vbmi avx512_vbmi x86!(
        "avx512f" && "avx512dq" && "avx512bw" && "avx512vl" && "avx512vbmi" && "bmi1" && "lzcnt" && "popcnt"
    ), "AVX-512 F, DQ, BW, VL and VBMI: 64-byte vectors with byte permutation and masks; and BMI1, LZCNT and POPCNT.";
    AesNi aes_ni x86!("aes" && "ssse3"), "AES-NI with SSSE3.";
    Gfni gfni x86!("gfni" && "avx"), "GFNI: affine maps over GF(2^8), from which the SM4 box is built.";
    Pclmulqdq pclmulqdq x86!("pclmulqdq" && "ssse3"), "PCLMULQDQ with SSSE3: products of polynomials over GF(2), 16 bytes wide.";
    Vaes vaes x86!("vaes" && "aes" && "avx512f"), "VAES on 64-byte vectors, with AES-NI.";
    Vpclmulqdq vpclmulqdq x86!("vpclmulqdq" && "pclmulqdq" && "avx512f" && "avx512bw" && "avx512vl"),
        "VPCLMULQDQ on 64-byte vectors.";
    Neon neon arm!("neon"), "NEON: 16-byte vectors on AArch64.";
}

#[cfg(test)]
mod tests {
    use super::Cpu;

    #[test]
    fn detection_gives_the_same_answer_twice() {
        assert_eq!(Cpu::detect(), Cpu::detect());
    }

    #[test]
    fn a_machine_without_features_hands_out_no_token() {
        let none = Cpu::none();
        assert_eq!(none.avx2(), None);
        assert_eq!(none.avx512_vbmi(), None);
        assert_eq!(none.neon(), None);
    }
}
