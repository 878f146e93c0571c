//! The keyring as it stands in its file.
//!
//! Everything is protected under one root key made from the passphrase: the material of each version is sealed, bound to
//! the keyring, the key's name and its number, and a MAC covers the whole document, states and dates included. A document
//! is parsed and bounded before the passphrase is touched, and verified before anything in it is believed.

use std::collections::HashSet;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use weimu_crypto::{AeadKey, Column, ColumnBuf, MacKey, Nonce, equal, hkdf};

use super::handle::MASTER_LEN;
use super::keyring::{Key, Keyring, Version, is_name, random};
use super::profile::Cost;
use super::{Created, KeyId, KeyState, Passphrase, Profile, Secret, canonical};
use crate::error::{ErrorKind, Phrase, Result};

/// The members of the file, in their order. Byte strings are base64url without padding.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    weimu_keyring: u32,
    id: String,
    profile: Profile,
    kdf: Cost,
    salt: String,
    keys: Vec<KeyEntry>,
    mac: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyEntry {
    name: String,
    versions: Vec<VersionEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionEntry {
    id: u32,
    state: KeyState,
    primary: bool,
    created: Created,
    /// `nonce | ciphertext | tag`; absent when destroyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    material: Option<String>,
}

impl Document {
    /// The document in `json`, its shape checked and nothing of it verified.
    pub(super) fn parse(json: &[u8]) -> Result<Self> {
        let probe: Probe = serde_json::from_slice(json).map_err(|_| malformed(NOT_A_KEYRING))?;
        if probe.weimu_keyring != VERSION {
            return Err(malformed(OTHER_VERSION));
        }
        let document: Self = serde_json::from_slice(json).map_err(|_| malformed(MEMBERS))?;
        document.kdf.accepted(document.profile)?;
        document.check_keys()?;
        Ok(document)
    }

    pub(super) fn to_json(&self) -> Result<String> {
        let mut json = serde_json::to_string_pretty(self).map_err(|_| UNSERIALIZABLE)?;
        json.push('\n');
        Ok(json)
    }

    /// The keyring, protected under `passphrase`.
    pub(super) fn wrap(keyring: &Keyring, passphrase: &Passphrase, kdf: Cost) -> Result<Self> {
        if passphrase.expose().is_empty() {
            return Err(ErrorKind::PassphraseMissing.into());
        }
        let salt: [u8; 16] = random()?;
        let root = Root::new(keyring.profile, keyring.id, passphrase, kdf, &salt)?;
        let keys = keyring.keys.iter().map(|key| root.wrap_key(key)).collect::<Result<_>>()?;
        let mut document = Self {
            weimu_keyring: VERSION,
            id: encode(&keyring.id),
            profile: keyring.profile,
            kdf,
            salt: encode(&salt),
            keys,
            mac: String::new(),
        };
        document.mac = encode(&root.mac(&document)?);
        Ok(document)
    }

    /// The keyring that this document protects.
    pub(super) fn unwrap(mut self, passphrase: &Passphrase) -> Result<Keyring> {
        let id = decode(&self.id)?;
        let salt: [u8; 16] = decode(&self.salt)?;
        let stated: [u8; 32] = decode(&std::mem::take(&mut self.mac))?;
        let root = Root::new(self.profile, id, passphrase, self.kdf, &salt)?;
        if !equal(&root.mac(&self)?, &stated) {
            return Err(ErrorKind::Passphrase.into());
        }
        let keys = self.keys.into_iter().map(|entry| root.unwrap_key(entry)).collect::<Result<_>>()?;
        Ok(Keyring { id, profile: self.profile, keys })
    }

    /// Names and numbers are unique, each key has one primary version, and material is there unless destroyed.
    fn check_keys(&self) -> Result<()> {
        let mut names = HashSet::new();
        let mut ids = HashSet::new();
        let good = self.keys.iter().all(|key| {
            is_name(&key.name)
                && names.insert(key.name.as_str())
                && key.versions.iter().filter(|version| version.primary).count() == 1
                && key.versions.iter().all(|version| {
                    let destroyed = version.state == KeyState::Destroyed;
                    version.id != 0 && ids.insert(version.id) && version.material.is_none() == destroyed
                })
        });
        if good { Ok(()) } else { Err(malformed(KEYS)) }
    }
}

/// What every version of the format has.
#[derive(Deserialize)]
struct Probe {
    weimu_keyring: u32,
}

/// The keys that protect one file.
struct Root {
    keyring: [u8; 16],
    wrap: AeadKey,
    mac: MacKey,
}

impl Root {
    fn new(profile: Profile, keyring: [u8; 16], passphrase: &Passphrase, kdf: Cost, salt: &[u8]) -> Result<Self> {
        let root = kdf.root(passphrase, salt)?;
        let derive = |purpose: &str, length| -> Result<Secret> {
            let mut key = vec![0; length];
            hkdf(profile.hash(), root.expose(), &keyring, &canonical(&[ROOT_1, purpose.as_bytes()]), &mut key)
                .map_err(|_| UNDERIVABLE)?;
            Ok(Secret::new(key))
        };
        let aead = profile.aead();
        let wrap = AeadKey::new(aead, derive("wrap", aead.key_len())?.expose()).map_err(|_| UNDERIVABLE)?;
        let mac = MacKey::new(profile.mac(), derive("mac", 32)?.expose());
        Ok(Self { keyring, wrap, mac })
    }

    /// The MAC of a document, over its compact JSON with an empty `mac`: one text per document, however it was laid out.
    fn mac(&self, document: &Document) -> Result<[u8; 32]> {
        Ok(self.mac.mac(&serde_json::to_vec(document).map_err(|_| UNSERIALIZABLE)?))
    }

    fn wrap_key(&self, key: &Key) -> Result<KeyEntry> {
        let versions = key.versions.iter().map(|version| {
            Ok(VersionEntry {
                id: version.id.0,
                state: version.state(),
                primary: version.id == key.primary,
                created: version.created,
                material: version
                    .material
                    .as_ref()
                    .map(|secret| self.wrap(&key.name, version.id, secret))
                    .transpose()?,
            })
        });
        Ok(KeyEntry { name: key.name.clone(), versions: versions.collect::<Result<_>>()? })
    }

    fn unwrap_key(&self, entry: KeyEntry) -> Result<Key> {
        let primary = entry.versions.iter().find(|version| version.primary).map(|version| KeyId(version.id));
        let versions = entry.versions.iter().map(|version| {
            let unwrap = |material: &String| self.unwrap(&entry.name, KeyId(version.id), material);
            Ok(Version {
                id: KeyId(version.id),
                created: version.created,
                disabled: version.state != KeyState::Enabled,
                material: version.material.as_ref().map(unwrap).transpose()?.map(Arc::new),
            })
        });
        let versions = versions.collect::<Result<_>>()?;
        Ok(Key { primary: primary.ok_or_else(|| malformed(KEYS))?, versions, name: entry.name })
    }

    fn wrap(&self, name: &str, id: KeyId, secret: &Secret) -> Result<String> {
        let nonce: Nonce = random()?;
        let mut sealed = ColumnBuf::new();
        let offsets = [0, secret.expose().len()];
        let column = Column::try_new(secret.expose(), &offsets).ok_or(UNWRAPPABLE)?;
        self.wrap.seal_column(&[nonce], &self.aad(name, id), column, &mut sealed).map_err(|_| UNWRAPPABLE)?;
        Ok(encode(sealed.as_column().get(0).ok_or(UNWRAPPABLE)?))
    }

    fn unwrap(&self, name: &str, id: KeyId, material: &str) -> Result<Secret> {
        let sealed: [u8; MASTER_LEN + AeadKey::OVERHEAD] = decode(material)?;
        let offsets = [0, sealed.len()];
        let column = Column::try_new(&sealed, &offsets).ok_or(UNWRAPPABLE)?;
        let mut opened = ColumnBuf::new();
        self.wrap.open_column(&self.aad(name, id), column, &mut opened).map_err(|_| ErrorKind::Passphrase)?;
        let secret = opened.as_column().get(0).map(|bytes| Secret::new(bytes.to_vec()));
        opened.wipe();
        Ok(secret.ok_or(UNWRAPPABLE)?)
    }

    fn aad(&self, name: &str, id: KeyId) -> Vec<u8> {
        canonical(&[WRAP_1, &self.keyring, name.as_bytes(), &id.0.to_be_bytes()])
    }
}

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn decode<const N: usize>(text: &str) -> Result<[u8; N]> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed(MEMBERS))?;
    bytes.try_into().map_err(|_| malformed(MEMBERS))
}

fn malformed(reason: Phrase) -> crate::error::Error {
    ErrorKind::KeyringFormat { reason }.into()
}

const VERSION: u32 = 1;
const ROOT_1: &[u8] = b"weimu keyring root 1";
const WRAP_1: &[u8] = b"weimu keyring wrap 1";

const NOT_A_KEYRING: Phrase = Phrase::new(
    "it is cut short, or is not JSON with a member `weimu_keyring`",
    "内容不完整,或不是含 `weimu_keyring` 的 JSON",
);
const OTHER_VERSION: Phrase = Phrase::new("it was written by another version of weimu", "由其他版本的 weimu 写入");
const MEMBERS: Phrase = Phrase::new("a member is missing, unknown or has a wrong value", "成员缺失、未知或取值不合法");
const KEYS: Phrase = Phrase::new("its list of keys contradicts itself", "密钥列表自相矛盾");
const UNSERIALIZABLE: ErrorKind = ErrorKind::Internal { invariant: "a keyring can be written as JSON" };
const UNDERIVABLE: ErrorKind = ErrorKind::Internal { invariant: "a keyring's own keys can be derived" };
const UNWRAPPABLE: ErrorKind = ErrorKind::Internal { invariant: "a master key fits its wrapping" };

#[cfg(test)]
#[expect(clippy::string_slice, reason = "the documents of these tests are ASCII")]
mod tests {
    use super::*;

    #[test]
    fn a_keyring_reads_back_as_it_was() {
        for profile in [Profile::Gm, Profile::Intl] {
            let keyring = keyring(profile);
            let read = open(&wrapped(&keyring, "correct"), "correct").expect("the passphrase is right");
            assert_eq!((read.id, read.profile), (keyring.id, profile));
            assert_eq!(format!("{:?}", read.list()), format!("{:?}", keyring.list()));
            assert_eq!(materials(&read), materials(&keyring));
        }
    }

    #[test]
    fn another_passphrase_does_not_open() {
        let json = wrapped(&keyring(Profile::Gm), "correct");
        for wrong in ["", "correct ", "Correct"] {
            assert_eq!(refusal(&json, wrong), ErrorKind::Passphrase, "{wrong}");
        }
    }

    #[test]
    fn every_altered_byte_is_refused() {
        for profile in [Profile::Gm, Profile::Intl] {
            let json = wrapped(&keyring(profile), "correct").into_bytes();
            let passphrase = Passphrase::new("correct".to_owned());
            let mut outcomes = [0; 2];
            for place in 0..json.len() {
                let mut altered = json.clone();
                altered[place] ^= 1;
                let error = Document::parse(&altered).and_then(|document| document.unwrap(&passphrase));
                let kind = error.expect_err("an altered keyring opened").kind().clone();
                let malformed = matches!(kind, ErrorKind::KeyringFormat { .. });
                assert!(malformed || kind == ErrorKind::Passphrase, "byte {place}: {kind:?}");
                outcomes[usize::from(malformed)] += 1;
            }
            assert!(outcomes.iter().all(|&count| count > 100), "{outcomes:?}");
        }
    }

    #[test]
    fn a_file_cut_short_is_refused_as_such() {
        let json = wrapped(&keyring(Profile::Gm), "correct");
        for length in 0..json.trim_end().len() {
            assert_eq!(refusal(&json[..length], "correct"), ErrorKind::KeyringFormat { reason: NOT_A_KEYRING });
        }
    }

    #[test]
    fn a_changed_state_name_or_primary_is_detected() {
        let json = wrapped(&keyring(Profile::Gm), "correct");
        for (was, becomes) in [("\"disabled\"", "\"enabled\""), ("\"company\"", "\"companz\"")] {
            assert!(json.contains(was));
            assert_eq!(refusal(&json.replace(was, becomes), "correct"), ErrorKind::Passphrase, "{becomes}");
        }
        let mut document = Document::parse(json.as_bytes()).expect("well-formed");
        let primary = document.keys[0].versions.iter().position(|version| version.primary).expect("one is primary");
        document.keys[0].versions[primary].primary = false;
        document.keys[0].versions[(primary + 1) % 3].primary = true;
        let json = document.to_json().expect("serializable");
        assert_eq!(refusal(&json, "correct"), ErrorKind::Passphrase);
    }

    #[test]
    fn material_is_bound_to_its_name_and_number() {
        let passphrase = Passphrase::new("correct".to_owned());
        let keyring = keyring(Profile::Gm);
        let mut document = Document::wrap(&keyring, &passphrase, LOWEST_GM).expect("wrapped");
        let (first, second) = document.keys[0].versions.split_at_mut(1);
        std::mem::swap(&mut first[0].material, &mut second[0].material);
        let salt: [u8; 16] = decode(&document.salt).expect("a salt");
        let root = Root::new(Profile::Gm, keyring.id, &passphrase, LOWEST_GM, &salt).expect("derived");
        document.mac = String::new();
        document.mac = encode(&root.mac(&document).expect("serializable"));
        let error = document.unwrap(&passphrase).expect_err("swapped material opened");
        assert_eq!(*error.kind(), ErrorKind::Passphrase);
    }

    #[test]
    fn layout_does_not_matter() {
        let json = wrapped(&keyring(Profile::Gm), "correct");
        let compact: String = json.split('\n').map(str::trim).collect();
        assert!(open(&compact, "correct").is_ok());
    }

    #[test]
    fn unknown_and_missing_members_are_refused_at_every_level() {
        let json = wrapped(&keyring(Profile::Intl), "correct");
        let unknown = [
            ("\"salt\"", "\"hint\": \"x\", \"salt\""),
            ("\"passes\"", "\"hint\": 1, \"passes\""),
            ("\"name\": \"company\"", "\"hint\": 1, \"name\": \"company\""),
            ("\"state\"", "\"hint\": 1, \"state\""),
            ("\"salt\"", "\"weimu_keyring\": 1, \"salt\""),
        ];
        for (was, becomes) in unknown {
            let altered = json.replacen(was, becomes, 1);
            assert_ne!(altered, json);
            assert!(matches!(refusal(&altered, "correct"), ErrorKind::KeyringFormat { .. }), "{becomes}");
        }
        for line in ["\"mac\"", "\"salt\"", "\"created\"", "\"state\""] {
            let at = json.find(line).expect("a member");
            let altered = format!("{}\"x{}", &json[..at], &json[at + 1..]);
            assert_eq!(refusal(&altered, "correct"), ErrorKind::KeyringFormat { reason: MEMBERS }, "{line}");
        }
    }

    #[test]
    fn another_version_or_another_file_is_refused_as_such() {
        let json = wrapped(&keyring(Profile::Gm), "correct");
        let newer = json.replacen("\"weimu_keyring\": 1", "\"weimu_keyring\": 2, \"new\": 0", 1);
        assert_eq!(refusal(&newer, "correct"), ErrorKind::KeyringFormat { reason: OTHER_VERSION });
        for other in ["", "{}", "[]", "null", "{\"weimu\": 1}", "PAR1", &"[".repeat(100_000)] {
            assert_eq!(refusal(other, "correct"), ErrorKind::KeyringFormat { reason: NOT_A_KEYRING });
        }
    }

    #[test]
    fn a_cost_that_would_stop_the_machine_is_refused_before_it_is_paid() {
        let json = wrapped(&keyring(Profile::Gm), "correct").replace("1024", "4294967295");
        assert!(matches!(refusal(&json, "correct"), ErrorKind::KeyringFormat { .. }));
        let json =
            wrapped(&keyring(Profile::Intl), "correct").replace("\"memory_kib\": 8", "\"memory_kib\": 4294967295");
        assert!(matches!(refusal(&json, "correct"), ErrorKind::KeyringFormat { .. }));
    }

    #[test]
    fn lists_of_keys_that_contradict_themselves_are_refused() {
        let alterations: [fn(&mut Document); 6] = [
            |document| document.keys[1].name = document.keys[0].name.clone(),
            |document| document.keys[1].versions[0].id = document.keys[0].versions[0].id,
            |document| document.keys[0].versions[0].id = 0,
            |document| document.keys[0].versions.iter_mut().for_each(|version| version.primary = true),
            |document| document.keys[0].versions[0].material = None,
            |document| document.keys[1].versions.clear(),
        ];
        for (number, alter) in alterations.into_iter().enumerate() {
            let mut document = Document::parse(wrapped(&keyring(Profile::Gm), "p").as_bytes()).expect("well-formed");
            alter(&mut document);
            let json = document.to_json().expect("serializable");
            assert_eq!(refusal(&json, "p"), ErrorKind::KeyringFormat { reason: KEYS }, "alteration {number}");
        }
    }

    #[test]
    fn an_empty_passphrase_protects_nothing() {
        let error = keyring(Profile::Gm).to_json(&Passphrase::new("\n".to_owned())).expect_err("no passphrase");
        assert_eq!(*error.kind(), ErrorKind::PassphraseMissing);
    }

    /// Two keys: `person` with three versions (primary, disabled, destroyed) and `company` with one.
    fn keyring(profile: Profile) -> Keyring {
        let mut keyring = Keyring::create(profile).expect("randomness");
        let oldest = keyring.add("person").expect("a new name");
        let old = keyring.rotate("person").expect("an existing name");
        keyring.rotate("person").expect("an existing name");
        keyring.add("company").expect("a new name");
        keyring.set_state(oldest, KeyState::Destroyed).expect("an existing version");
        keyring.set_state(old, KeyState::Disabled).expect("an existing version");
        keyring.keys[0].versions.rotate_left(1);
        keyring
    }

    fn wrapped(keyring: &Keyring, passphrase: &str) -> String {
        let cost = match keyring.profile {
            Profile::Gm => LOWEST_GM,
            Profile::Intl => Cost::Argon2id { memory_kib: 8, passes: 1, lanes: 1 },
        };
        let document = Document::wrap(keyring, &Passphrase::new(passphrase.to_owned()), cost).expect("wrapped");
        document.to_json().expect("serializable")
    }

    fn open(json: &str, passphrase: &str) -> Result<Keyring> {
        Keyring::from_json(json.as_bytes(), &Passphrase::new(passphrase.to_owned()))
    }

    fn refusal(json: &str, passphrase: &str) -> ErrorKind {
        open(json, passphrase).expect_err("it must be refused").kind().clone()
    }

    fn materials(keyring: &Keyring) -> Vec<Option<Vec<u8>>> {
        let versions = keyring.keys.iter().flat_map(|key| &key.versions);
        versions.map(|version| version.material.as_ref().map(|secret| secret.expose().to_vec())).collect()
    }

    const LOWEST_GM: Cost = Cost::Pbkdf2HmacSm3 { iterations: 1_024 };
}
