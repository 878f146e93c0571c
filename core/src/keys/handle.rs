//! A named key with its versions.

use std::sync::Arc;

use weimu_crypto::{Hash, hkdf};
use zeroize::Zeroizing;

use super::{Label, Secret};
use crate::error::{ErrorKind, Result};

/// Number of one version of a key, unique within a keyring; 0 is a key that lives for one run only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u32);

/// A key by name: the primary version seals, every usable version opens.
#[derive(Clone, Debug)]
pub struct KeyHandle {
    name: String,
    primary: KeyId,
    versions: Arc<Vec<(KeyId, Arc<Secret>)>>,
}

impl KeyHandle {
    /// A random key that exists for this run only: its surrogates join within the run and nobody can undo them.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn ephemeral(name: &str) -> Result<Self> {
        let id = KeyId(0);
        Ok(Self::new(name, id, vec![(id, Arc::new(Secret::random(MASTER_LEN)?))]))
    }

    /// The key of these versions; `primary` is one of them.
    pub(super) fn new(name: &str, primary: KeyId, versions: Vec<(KeyId, Arc<Secret>)>) -> Self {
        Self { name: name.to_owned(), primary, versions: Arc::new(versions) }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version that seals.
    pub fn primary(&self) -> KeyId {
        self.primary
    }

    /// The versions that open.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> {
        self.versions.iter().map(|(id, _)| *id)
    }

    /// A key of `length` bytes for the use that `label` names, by HKDF from version `id`.
    ///
    /// # Errors
    /// The key has no usable version `id`.
    pub fn derive(&self, id: KeyId, hash: Hash, label: &Label<'_>, length: usize) -> Result<Secret> {
        let version = self.versions.iter().find(|(of, _)| *of == id);
        let (_, master) = version.ok_or(ErrorKind::KeyIdMissing { id: id.0 })?;
        let mut key = Zeroizing::new(vec![0; length]);
        hkdf(hash, master.expose(), &[], &label.encode(), &mut key)
            .map_err(|_| ErrorKind::Internal { invariant: "a derived key is no longer than HKDF allows" })?;
        Ok(Secret::new(std::mem::take(&mut key)))
    }
}

/// Bytes of the master key that each version is.
pub(super) const MASTER_LEN: usize = 32;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use weimu_crypto::{Hash, MacKey};

    use super::{KeyHandle, KeyId, MASTER_LEN};
    use crate::error::ErrorKind;
    use crate::keys::{Label, Secret};

    fn handle(byte: u8) -> KeyHandle {
        KeyHandle::new("person", KeyId(7), vec![(KeyId(7), Arc::new(Secret::new(vec![byte; MASTER_LEN])))])
    }

    fn derive(key: &KeyHandle, label: &Label<'_>) -> Vec<u8> {
        key.derive(KeyId(7), Hash::Sm3, label, 32).expect("version 7 exists").expose().to_vec()
    }

    #[test]
    fn a_label_that_differs_anywhere_gives_another_key() {
        let labels = [
            Label::new("encrypt", "SM4-GCM", &["d", "c"]),
            Label::new("tokenize", "SM4-GCM", &["d", "c"]),
            Label::new("encrypt", "AES-256-GCM", &["d", "c"]),
            Label::new("encrypt", "SM4-GCM", &["d", "cc"]),
            Label::new("encrypt", "SM4-GCM", &["dc"]),
            Label::new("encrypt", "SM4-GCM", &["dc", ""]),
            Label::new("encryptSM4", "-GCM", &["d", "c"]),
        ];
        let mut keys: Vec<_> = labels.iter().map(|label| derive(&handle(1), label)).collect();
        keys.push(derive(&handle(2), &labels[0]));
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), labels.len() + 1);
    }

    #[test]
    fn derivation_is_hkdf_written_out() {
        // RFC 5869 2.2 and 2.3 with one block: T(1) = HMAC(HMAC(salt, ikm), info | 0x01).
        let label = Label::new("hash", "HMAC-SM3", &["person"]);
        let extracted = MacKey::new(weimu_crypto::Mac::HmacSm3, &[]).mac(&[1; MASTER_LEN]);
        let mut info = label.encode();
        info.push(1);
        let expected = MacKey::new(weimu_crypto::Mac::HmacSm3, &extracted).mac(&info);
        assert_eq!(derive(&handle(1), &label), expected);
    }

    #[test]
    fn a_version_that_is_not_there_is_refused_by_its_number() {
        let error = handle(1).derive(KeyId(8), Hash::Sm3, &Label::new("", "", &[]), 32).expect_err("no version 8");
        assert_eq!(*error.kind(), ErrorKind::KeyIdMissing { id: 8 });
    }

    #[test]
    fn ephemeral_keys_have_number_0_and_never_repeat() {
        let label = Label::new("hash", "HMAC-SM3", &[]);
        let keys = [(); 2].map(|()| {
            let key = KeyHandle::ephemeral("person").expect("randomness");
            assert_eq!((key.primary(), key.name()), (KeyId(0), "person"));
            key.derive(key.primary(), Hash::Sm3, &label, 32).expect("its only version").expose().to_vec()
        });
        assert_ne!(keys[0], keys[1]);
    }

    #[test]
    fn debug_shows_no_key_byte() {
        let shown = format!("{:?} {:?}", handle(0xab), Secret::new(vec![0xab; 4]));
        assert!(!shown.contains("171") && !shown.to_lowercase().contains("ab"), "{shown}");
    }
}
