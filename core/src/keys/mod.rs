//! Keys: where they are kept, how they are named, and what is derived from them.
//!
//! A [`Keyring`] is one file; its material is wrapped under a passphrase. A policy names a key; [`KeyHandle`] is that key
//! with all its versions. No key of the keyring touches data: every operation derives its own (HKDF) with a [`Label`].

mod canonical;
mod created;
mod document;
mod handle;
mod keyring;
mod label;
mod passphrase;
mod profile;
mod secret;

pub(crate) use canonical::canonical;
pub use created::Created;
pub use handle::{KeyHandle, KeyId};
pub use keyring::{KeyInfo, KeyState, Keyring};
pub use label::Label;
pub use passphrase::Passphrase;
pub use profile::Profile;
pub use secret::Secret;
