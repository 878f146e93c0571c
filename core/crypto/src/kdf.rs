//! Keys from keys (HKDF) and keys from passphrases (PBKDF2-HMAC-SM3, Argon2id).

use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;

use crate::sha256::Sha256;
use crate::sm3::Sm3;
use crate::{Hash, KdfError};

/// Fills `out` from the key `ikm` (RFC 5869): different `info` gives independent keys.
///
/// # Errors
/// `out` is longer than 255 digests.
pub fn hkdf(hash: Hash, ikm: &[u8], salt: &[u8], info: &[u8], out: &mut [u8]) -> Result<(), KdfError> {
    match hash {
        Hash::Sm3 => Hkdf::<Sm3>::new(Some(salt), ikm).expand(info, out),
        Hash::Sha256 => Hkdf::<Sha256>::new(Some(salt), ikm).expand(info, out),
    }
    .map_err(|_| KdfError)
}

/// Fills `out` from a passphrase by PBKDF2 with HMAC-SM3 (RFC 8018 5.2, GM/T 0091-2020).
///
/// # Errors
/// `iterations` is 0.
pub fn pbkdf2_sm3(passphrase: &[u8], salt: &[u8], iterations: u32, out: &mut [u8]) -> Result<(), KdfError> {
    if iterations == 0 {
        return Err(KdfError);
    }
    pbkdf2::pbkdf2_hmac::<Sm3>(passphrase, salt, iterations, out);
    Ok(())
}

/// What one call of [`argon2id`] costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2idCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// Fills `out` from a passphrase by Argon2id, version 0x13 (RFC 9106).
///
/// # Errors
/// The cost, the salt (8 bytes at least) or the length of `out` (4 bytes at least) is outside what RFC 9106 3.1 allows.
pub fn argon2id(passphrase: &[u8], salt: &[u8], cost: Argon2idCost, out: &mut [u8]) -> Result<(), KdfError> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(out.len())).map_err(|_| KdfError)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase, salt, out)
        .map_err(|_| KdfError)
}
