//! Which algorithms protect a keyring at rest.

use serde::{Deserialize, Serialize};
use weimu_crypto::{Aead, Argon2idCost, Hash, Mac, argon2id, pbkdf2_sm3};

use super::{Passphrase, Secret};
use crate::error::{ErrorKind, Phrase, Result};

/// The family of algorithms that a keyring is wrapped with; it does not restrict what its keys are used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Profile {
    /// PBKDF2-HMAC-SM3 (GM/T 0091-2020), HKDF over SM3, SM4-GCM, HMAC-SM3.
    Gm,
    /// Argon2id (RFC 9106), HKDF over SHA-256, AES-256-GCM, HMAC-SHA-256.
    Intl,
}

impl Profile {
    /// The word used in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gm => "gm",
            Self::Intl => "intl",
        }
    }

    /// What new files cost to open: 0.25 s under `gm` and 0.17 s under `intl`, on one core of the machine that it was
    /// chosen on. For `intl` the second choice of RFC 9106 section 4; for `gm`, where GM/T 0091-2020 asks for 1,024
    /// iterations, what is asked today of PBKDF2 with hashes of that speed.
    pub(super) fn cost(self) -> Cost {
        match self {
            Self::Gm => Cost::Pbkdf2HmacSm3 { iterations: 600_000 },
            Self::Intl => Cost::Argon2id { memory_kib: 65_536, passes: 3, lanes: 4 },
        }
    }

    pub(super) fn aead(self) -> Aead {
        match self {
            Self::Gm => Aead::Sm4Gcm,
            Self::Intl => Aead::Aes256Gcm,
        }
    }

    pub(super) fn mac(self) -> Mac {
        match self {
            Self::Gm => Mac::HmacSm3,
            Self::Intl => Mac::HmacSha256,
        }
    }

    pub(super) fn hash(self) -> Hash {
        match self {
            Self::Gm => Hash::Sm3,
            Self::Intl => Hash::Sha256,
        }
    }
}

/// How a key is made from a passphrase, and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Cost {
    #[serde(rename = "pbkdf2-hmac-sm3")]
    Pbkdf2HmacSm3 { iterations: u32 },
    #[serde(rename = "argon2id")]
    Argon2id { memory_kib: u32, passes: u32, lanes: u32 },
}

impl Cost {
    /// The same cost, if it belongs to `profile` and a file may ask for it: neither below its standard nor so high that
    /// opening a foreign file stops the machine.
    pub(super) fn accepted(self, profile: Profile) -> Result<Self> {
        let within = match (profile, self) {
            (Profile::Gm, Self::Pbkdf2HmacSm3 { iterations }) => (1_024..=10_000_000).contains(&iterations),
            (Profile::Intl, Self::Argon2id { memory_kib, passes, lanes }) => {
                memory_kib <= MOST_MEMORY_KIB
                    && (1..=16).contains(&passes)
                    && (1..=16).contains(&lanes)
                    && memory_kib >= 8 * lanes
                    && memory_kib * passes <= 4 * MOST_MEMORY_KIB
            }
            _ => false,
        };
        let reason = Phrase::new(
            "its key derivation does not fit its profile, or costs more or less than is accepted",
            "其密钥派生方式与配置不符,或代价超出可接受范围",
        );
        if within { Ok(self) } else { Err(ErrorKind::KeyringFormat { reason }.into()) }
    }

    /// The key that everything in a keyring file is protected under.
    pub(super) fn root(self, passphrase: &Passphrase, salt: &[u8]) -> Result<Secret> {
        let mut root = vec![0; 32];
        let made = match self {
            Self::Pbkdf2HmacSm3 { iterations } => pbkdf2_sm3(passphrase.expose(), salt, iterations, &mut root),
            Self::Argon2id { memory_kib, passes, lanes } => {
                argon2id(passphrase.expose(), salt, Argon2idCost { memory_kib, passes, lanes }, &mut root)
            }
        };
        made.map_err(|_| ErrorKind::Internal { invariant: "an accepted cost can be computed" })?;
        Ok(Secret::new(root))
    }
}

const MOST_MEMORY_KIB: u32 = 1 << 20;

#[cfg(test)]
mod tests {
    use super::{Cost, Profile};

    #[test]
    fn new_files_may_be_opened() {
        for profile in [Profile::Gm, Profile::Intl] {
            assert!(profile.cost().accepted(profile).is_ok());
        }
    }

    #[test]
    fn costs_that_stop_the_machine_or_protect_nothing_are_refused() {
        let gm = |iterations| Cost::Pbkdf2HmacSm3 { iterations }.accepted(Profile::Gm).is_ok();
        assert!(gm(1_024) && !gm(1_023) && !gm(0) && !gm(10_000_001) && !gm(u32::MAX));
        let intl =
            |memory_kib, passes, lanes| Cost::Argon2id { memory_kib, passes, lanes }.accepted(Profile::Intl).is_ok();
        assert!(intl(8, 1, 1) && intl(1 << 20, 4, 16));
        assert!(!intl(7, 1, 1) && !intl(1 << 20, 5, 1) && !intl((1 << 20) + 1, 1, 1));
        assert!(!intl(64, 0, 1) && !intl(64, 1, 0) && !intl(u32::MAX, u32::MAX, u32::MAX));
    }

    #[test]
    fn each_profile_has_its_own_derivation() {
        assert!(Profile::Gm.cost().accepted(Profile::Intl).is_err());
        assert!(Profile::Intl.cost().accepted(Profile::Gm).is_err());
    }
}
