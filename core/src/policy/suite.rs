//! Which family of algorithms a policy allows.

use crate::transform::{Aead, Ff1, Mac, Siv};

/// The family of algorithms (`crypto:`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Suite {
    /// SM3 and SM4 (GB/T 32905, GB/T 32907); nothing else is allowed.
    #[default]
    Gm,
    /// AES-256 and SHA-256; nothing else is allowed.
    Intl,
    /// As `Gm` unless a rule says otherwise.
    Any,
}

impl Suite {
    pub(super) const ALL: [(&'static str, Self); 3] = [("gm", Self::Gm), ("intl", Self::Intl), ("any", Self::Any)];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gm => "gm",
            Self::Intl => "intl",
            Self::Any => "any",
        }
    }

    pub(super) fn allows(self, algorithm: Algorithm) -> bool {
        match self {
            Self::Gm => algorithm.is_gm(),
            Self::Intl => !algorithm.is_gm(),
            Self::Any => true,
        }
    }

    /// The algorithm for `purpose` when the rule names none.
    pub(super) fn default_for(self, purpose: Purpose) -> Algorithm {
        match (self, purpose) {
            (Self::Gm | Self::Any, Purpose::Encrypt) => Algorithm::Sm4Gcm,
            (Self::Gm | Self::Any, Purpose::Tokenize) => Algorithm::Sm4Siv,
            (Self::Gm | Self::Any, Purpose::Hash) => Algorithm::HmacSm3,
            (Self::Gm | Self::Any, Purpose::Fpe) => Algorithm::Ff1Sm4,
            (Self::Intl, Purpose::Encrypt) => Algorithm::Aes256Gcm,
            (Self::Intl, Purpose::Tokenize) => Algorithm::Aes256Siv,
            (Self::Intl, Purpose::Hash) => Algorithm::HmacSha256,
            (Self::Intl, Purpose::Fpe) => Algorithm::Ff1Aes256,
        }
    }
}

/// What a key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Encrypt,
    Tokenize,
    Hash,
    Fpe,
}

impl Purpose {
    pub(super) fn op(self) -> &'static str {
        match self {
            Self::Encrypt => "encrypt",
            Self::Tokenize => "tokenize",
            Self::Hash => "hash",
            Self::Fpe => "fpe",
        }
    }
}

/// An algorithm that a rule may name (`algorithm:`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Sm4Gcm,
    Aes256Gcm,
    Sm4Siv,
    Aes256Siv,
    HmacSm3,
    HmacSha256,
    Ff1Sm4,
    Ff1Aes256,
}

impl Algorithm {
    pub(super) const ALL: [(&'static str, Self); 8] = [
        ("sm4-gcm", Self::Sm4Gcm),
        ("aes-256-gcm", Self::Aes256Gcm),
        ("sm4-siv", Self::Sm4Siv),
        ("aes-256-siv", Self::Aes256Siv),
        ("hmac-sm3", Self::HmacSm3),
        ("hmac-sha256", Self::HmacSha256),
        ("ff1-sm4", Self::Ff1Sm4),
        ("ff1-aes-256", Self::Ff1Aes256),
    ];

    pub(super) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, algorithm)| *algorithm == self).map_or("", |(name, _)| name)
    }

    pub(super) fn purpose(self) -> Purpose {
        match self {
            Self::Sm4Gcm | Self::Aes256Gcm => Purpose::Encrypt,
            Self::Sm4Siv | Self::Aes256Siv => Purpose::Tokenize,
            Self::HmacSm3 | Self::HmacSha256 => Purpose::Hash,
            Self::Ff1Sm4 | Self::Ff1Aes256 => Purpose::Fpe,
        }
    }

    fn is_gm(self) -> bool {
        matches!(self, Self::Sm4Gcm | Self::Sm4Siv | Self::HmacSm3 | Self::Ff1Sm4)
    }

    /// The cipher, for algorithms of `encrypt`; the family decides for others.
    pub(super) fn aead(self) -> Aead {
        if self.is_gm() { Aead::Sm4Gcm } else { Aead::Aes256Gcm }
    }

    /// The cipher, for algorithms of `tokenize`; the family decides for others.
    pub(super) fn siv(self) -> Siv {
        if self.is_gm() { Siv::Sm4Siv } else { Siv::Aes256Siv }
    }

    /// The cipher, for algorithms of `fpe`; the family decides for others.
    pub(super) fn ff1(self) -> Ff1 {
        if self.is_gm() { Ff1::Sm4 } else { Ff1::Aes256 }
    }

    /// The function, for algorithms of `hash`; the family decides for others.
    pub(super) fn mac(self) -> Mac {
        if self.is_gm() { Mac::HmacSm3 } else { Mac::HmacSha256 }
    }
}
