//! The keyring file.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::document::Document;
use super::handle::MASTER_LEN;
use super::{Created, KeyHandle, KeyId, Passphrase, Profile, Secret};
use crate::error::{Error, ErrorKind, Phrase, Result};

/// State of one version of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum KeyState {
    /// In use.
    Enabled,
    /// Not to be used, but kept.
    Disabled,
    /// The material is gone.
    Destroyed,
}

/// What may be told about one version of a key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct KeyInfo {
    /// The key's name.
    pub name: String,
    /// The version's number.
    pub id: KeyId,
    /// Its state.
    pub state: KeyState,
    /// Whether this version seals.
    pub primary: bool,
    /// The day on which it was made.
    pub created: Created,
}

/// Keys by name, wrapped at rest under a passphrase.
///
/// ```
/// use weimu::keys::{Keyring, Passphrase, Profile};
///
/// # let folder = tempfile::tempdir().expect("a temporary folder");
/// # let path = folder.path().join("person.keyring");
/// let passphrase = Passphrase::new("帷幕 curtain".to_owned());
/// let mut keyring = Keyring::create(Profile::Gm)?;
/// keyring.add("person")?;
/// keyring.save_new(&path, &passphrase)?;
/// assert_eq!(Keyring::open(&path, &passphrase)?.key("person")?.name(), "person");
/// # Ok::<_, weimu::error::Error>(())
/// ```
#[derive(Debug)]
pub struct Keyring {
    pub(super) id: [u8; 16],
    pub(super) profile: Profile,
    pub(super) keys: Vec<Key>,
}

/// All versions under one name; exactly one is primary.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) primary: KeyId,
    pub(super) versions: Vec<Version>,
}

/// One version; its material is there unless it is destroyed.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) id: KeyId,
    pub(super) created: Created,
    pub(super) disabled: bool,
    pub(super) material: Option<Arc<Secret>>,
}

impl Version {
    pub(super) fn state(&self) -> KeyState {
        match (&self.material, self.disabled) {
            (None, _) => KeyState::Destroyed,
            (Some(_), true) => KeyState::Disabled,
            (Some(_), false) => KeyState::Enabled,
        }
    }
}

impl Keyring {
    /// A keyring without keys.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn create(profile: Profile) -> Result<Self> {
        Ok(Self { id: random()?, profile, keys: Vec::new() })
    }

    /// Reads and unwraps a keyring file.
    ///
    /// # Errors
    /// The file cannot be read, is not a keyring, or the passphrase does not open it.
    pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Self> {
        read(path).and_then(|json| Self::from_json(&json, passphrase)).map_err(|error| error.in_file(shown(path)))
    }

    /// Unwraps the text of a keyring file.
    ///
    /// # Errors
    /// It is not a keyring, or the passphrase does not open it.
    pub fn from_json(json: &[u8], passphrase: &Passphrase) -> Result<Self> {
        Document::parse(json)?.unwrap(passphrase)
    }

    /// The text of a keyring file; every call draws a new salt and wraps everything anew.
    ///
    /// # Errors
    /// The passphrase is empty, or the operating system gives no randomness.
    pub fn to_json(&self, passphrase: &Passphrase) -> Result<String> {
        Document::wrap(self, passphrase, self.profile.cost())?.to_json()
    }

    /// Writes the file for the first time, readable by its owner alone.
    ///
    /// # Errors
    /// There is a file of that name already, it cannot be written, or the passphrase is empty.
    pub fn save_new(&self, path: &Path, passphrase: &Passphrase) -> Result<()> {
        self.write(path, passphrase, |file, path| file.persist_noclobber(path))
    }

    /// Replaces the file, at once and as a whole: a failure leaves the one that was there.
    ///
    /// # Errors
    /// The file cannot be written, or the passphrase is empty.
    pub fn save(&self, path: &Path, passphrase: &Passphrase) -> Result<()> {
        self.write(path, passphrase, |file, path| file.persist(path))
    }

    /// Adds a key of this name with one version, which is its primary.
    ///
    /// # Errors
    /// There is such a key already, the name is not fit for one, or the operating system gives no randomness.
    pub fn add(&mut self, name: &str) -> Result<KeyId> {
        if !is_name(name) {
            let reason = Phrase::new(
                "a key's name has 1 to 128 bytes and no control character",
                "密钥名长度须为 1 至 128 字节,且不含控制字符",
            );
            return Err(ErrorKind::Argument { argument: name.escape_debug().to_string(), reason }.into());
        }
        if self.find(name).is_ok() {
            return Err(ErrorKind::KeyExists { name: name.to_owned() }.into());
        }
        let version = self.new_version()?;
        let id = version.id;
        self.keys.push(Key { name: name.to_owned(), primary: id, versions: vec![version] });
        Ok(id)
    }

    /// Adds a version to the key and makes it primary: it seals from now on, the older ones still open.
    ///
    /// # Errors
    /// There is no such key, or the operating system gives no randomness.
    pub fn rotate(&mut self, name: &str) -> Result<KeyId> {
        let version = self.new_version()?;
        let id = version.id;
        let key = self.find_mut(name)?;
        key.versions.push(version);
        key.primary = id;
        Ok(id)
    }

    /// Puts one version into `state`. Destroying is final: what only that version opens is lost.
    ///
    /// # Errors
    /// There is no such version, or it is destroyed and `state` is another.
    pub fn set_state(&mut self, id: KeyId, state: KeyState) -> Result<()> {
        let versions = self.keys.iter_mut().flat_map(|key| key.versions.iter_mut().map(|version| (&key.name, version)));
        let (name, version) =
            versions.into_iter().find(|(_, version)| version.id == id).ok_or(ErrorKind::KeyIdMissing { id: id.0 })?;
        match state {
            KeyState::Destroyed => version.material = None,
            _ if version.material.is_none() => return Err(ErrorKind::KeyUnusable { name: name.clone() }.into()),
            _ => version.disabled = state == KeyState::Disabled,
        }
        Ok(())
    }

    /// The key of this name, with every enabled version.
    ///
    /// # Errors
    /// There is no such key, or its primary version is not enabled.
    pub fn key(&self, name: &str) -> Result<KeyHandle> {
        let key = self.find(name)?;
        let usable = key.versions.iter().filter(|version| version.state() == KeyState::Enabled);
        let versions: Vec<_> =
            usable.filter_map(|version| Some((version.id, Arc::clone(version.material.as_ref()?)))).collect();
        if !versions.iter().any(|(id, _)| *id == key.primary) {
            return Err(ErrorKind::KeyUnusable { name: name.to_owned() }.into());
        }
        Ok(KeyHandle::new(name, key.primary, versions))
    }

    /// What the keyring holds, in order of key id.
    pub fn list(&self) -> Vec<KeyInfo> {
        let mut infos: Vec<_> = self.keys.iter().flat_map(Key::infos).collect();
        infos.sort_by_key(|info| info.id);
        infos
    }

    /// The algorithms that it is wrapped with.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    fn find(&self, name: &str) -> Result<&Key> {
        let missing = || ErrorKind::KeyMissing { name: name.to_owned() };
        Ok(self.keys.iter().find(|key| key.name == name).ok_or_else(missing)?)
    }

    fn find_mut(&mut self, name: &str) -> Result<&mut Key> {
        let missing = || ErrorKind::KeyMissing { name: name.to_owned() };
        Ok(self.keys.iter_mut().find(|key| key.name == name).ok_or_else(missing)?)
    }

    fn new_version(&self) -> Result<Version> {
        let taken = |id| self.keys.iter().flat_map(|key| &key.versions).any(|version| version.id == id);
        let id = loop {
            let id = KeyId(u32::from_be_bytes(random()?));
            if id.0 != 0 && !taken(id) {
                break id;
            }
        };
        let material = Some(Arc::new(Secret::random(MASTER_LEN)?));
        Ok(Version { id, created: Created::today(), disabled: false, material })
    }

    fn write(&self, path: &Path, passphrase: &Passphrase, persist: Persist) -> Result<()> {
        let json = self.to_json(passphrase)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let placed = temporary(folder, &json).and_then(|file| persist(file, path).map_err(|error| error.error));
        match placed {
            Ok(_) => sync_folder(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(ErrorKind::KeyringExists { name: shown(path) }.into())
            }
            Err(error) => Err(Error::io(WRITE, &error)),
        }
        .map_err(|error| error.in_file(shown(path)))
    }
}

impl Key {
    fn infos(&self) -> impl Iterator<Item = KeyInfo> {
        self.versions.iter().map(|version| KeyInfo {
            name: self.name.clone(),
            id: version.id,
            state: version.state(),
            primary: version.id == self.primary,
            created: version.created,
        })
    }
}

/// Whether a key may have this name: it is shown in lists and messages.
pub(super) fn is_name(name: &str) -> bool {
    (1..=128).contains(&name.len()) && !name.chars().any(char::is_control)
}

pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| ErrorKind::Randomness)?;
    Ok(bytes)
}

type Persist = fn(NamedTempFile, &Path) -> Result<File, tempfile::PersistError>;

fn read(path: &Path) -> Result<Vec<u8>> {
    let mut json = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST_FILE + 1).read_to_end(&mut json));
    read.map_err(|error| Error::io(Phrase::new("read the keyring", "读取密钥环"), &error))?;
    if json.len() as u64 > LONGEST_FILE {
        let reason = Phrase::new("the file is larger than any keyring", "文件大小超出密钥环上限");
        return Err(ErrorKind::KeyringFormat { reason }.into());
    }
    Ok(json)
}

/// A file beside the final one, so that renaming is atomic; created with mode 0600 and on the disk when this returns.
fn temporary(folder: &Path, json: &str) -> std::io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(".weimu-keyring-").tempfile_in(folder)?;
    restrict(file.as_file())?;
    file.write_all(json.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(unix)]
fn restrict(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict(_: &File) -> std::io::Result<()> {
    Ok(())
}

/// Makes the new name survive a power failure, where folders can be synchronized.
fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| Error::io(WRITE, &error))?;
    }
    Ok(())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

const WRITE: Phrase = Phrase::new("write the keyring", "写入密钥环");
const LONGEST_FILE: u64 = 4 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text.to_owned())
    }

    #[test]
    fn a_saved_keyring_opens_with_its_passphrase_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keyring.json");
        let mut keyring = Keyring::create(Profile::Gm).expect("randomness");
        let id = keyring.add("person").expect("a new name");
        keyring.save_new(&path, &passphrase("right")).expect("saved");
        let opened = Keyring::open(&path, &passphrase("right\n")).expect("a line end is not part of a passphrase");
        assert_eq!(opened.key("person").expect("it is there").primary(), id);
        let error = Keyring::open(&path, &passphrase("wrong")).expect_err("another passphrase");
        assert_eq!((error.kind(), error.at().file.as_deref()), (&ErrorKind::Passphrase, path.to_str()));
    }

    #[test]
    fn a_file_that_exists_is_not_overwritten_by_a_new_keyring() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keyring.json");
        fs::write(&path, "something else").expect("written");
        let keyring = Keyring::create(Profile::Gm).expect("randomness");
        let error = keyring.save_new(&path, &passphrase("p")).expect_err("it exists");
        assert!(matches!(error.kind(), ErrorKind::KeyringExists { .. }));
        assert_eq!(fs::read_to_string(&path).expect("read"), "something else");
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "a temporary file was left");
        keyring.save(&path, &passphrase("p")).expect("replaced on request");
        assert!(Keyring::open(&path, &passphrase("p")).is_ok());
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "a temporary file was left");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_readable_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keyring.json");
        let keyring = Keyring::create(Profile::Intl).expect("randomness");
        keyring.save_new(&path, &passphrase("p")).expect("saved");
        let mode = || fs::metadata(&path).expect("metadata").permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        keyring.save(&path, &passphrase("p")).expect("saved");
        assert_eq!(mode(), 0o600);
    }

    #[test]
    fn files_that_cannot_be_read_or_written_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("none").join("keyring.json");
        let error = Keyring::open(&path, &passphrase("p")).expect_err("no such file");
        assert!(matches!(error.kind(), ErrorKind::Io { error: std::io::ErrorKind::NotFound, .. }), "{error:?}");
        let keyring = Keyring::create(Profile::Gm).expect("randomness");
        let error = keyring.save_new(&path, &passphrase("p")).expect_err("no such folder");
        assert!(matches!(error.kind(), ErrorKind::Io { error: std::io::ErrorKind::NotFound, .. }), "{error:?}");
        assert!(error.at().file.is_some());
    }

    #[test]
    fn a_file_of_any_size_is_refused_without_being_read_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keyring.json");
        File::create(&path).and_then(|file| file.set_len(1 << 40)).expect("a sparse file");
        let error = Keyring::open(&path, &passphrase("p")).expect_err("too large");
        assert!(matches!(error.kind(), ErrorKind::KeyringFormat { .. }));
    }

    #[test]
    fn names_are_unique_and_can_be_shown() {
        let mut keyring = Keyring::create(Profile::Gm).expect("randomness");
        keyring.add("居民").expect("a new name");
        assert_eq!(*keyring.add("居民").expect_err("twice").kind(), ErrorKind::KeyExists { name: "居民".to_owned() });
        for wrong in ["", "a\nb", &"x".repeat(129)] {
            assert!(matches!(keyring.add(wrong).expect_err("unfit").kind(), ErrorKind::Argument { .. }));
        }
        assert_eq!(*keyring.key("none").expect_err("absent").kind(), ErrorKind::KeyMissing { name: "none".to_owned() });
    }

    #[test]
    fn the_primary_seals_and_every_enabled_version_opens() {
        let mut keyring = Keyring::create(Profile::Gm).expect("randomness");
        let first = keyring.add("person").expect("a new name");
        let second = keyring.rotate("person").expect("it exists");
        let third = keyring.rotate("person").expect("it exists");
        let ids = |keyring: &Keyring| keyring.key("person").map(|key| (key.primary(), key.ids().collect::<Vec<_>>()));
        assert_eq!(ids(&keyring).expect("usable"), (third, vec![first, second, third]));
        keyring.set_state(first, KeyState::Disabled).expect("it exists");
        keyring.set_state(second, KeyState::Destroyed).expect("it exists");
        assert_eq!(ids(&keyring).expect("usable"), (third, vec![third]));
        keyring.set_state(first, KeyState::Enabled).expect("it was disabled");
        assert_eq!(ids(&keyring).expect("usable"), (third, vec![first, third]));
        let unusable = ErrorKind::KeyUnusable { name: "person".to_owned() };
        assert_eq!(*keyring.set_state(second, KeyState::Enabled).expect_err("destroyed").kind(), unusable);
        keyring.set_state(third, KeyState::Disabled).expect("it exists");
        assert_eq!(*ids(&keyring).expect_err("the primary is disabled").kind(), unusable);
    }

    #[test]
    fn lists_come_in_order_of_number() {
        let mut keyring = Keyring::create(Profile::Gm).expect("randomness");
        for name in ["a", "b", "c", "d", "e"] {
            keyring.add(name).expect("a new name");
        }
        let ids: Vec<_> = keyring.list().iter().map(|info| info.id).collect();
        assert!(ids.is_sorted() && ids.len() == 5 && !ids.contains(&KeyId(0)));
    }

    #[test]
    fn debug_shows_no_key_byte() {
        let mut keyring = Keyring::create(Profile::Gm).expect("randomness");
        keyring.add("person").expect("a new name");
        keyring.keys[0].versions[0].material = Some(Arc::new(Secret::new(vec![0xee; 32])));
        let shown = format!("{keyring:?} {:?}", keyring.key("person").expect("usable"));
        assert!(!shown.contains("238, 238, 238, 238") && !shown.contains("eeee"), "{shown}");
    }
}
