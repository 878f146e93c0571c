//! Places where a word announces what need not have a digit: passwords, WeChat names, secrecy marks.
//!
//! The words are found in the whole buffer of a column at once, as the places of `@` are. A place is where a word or a part
//! of it begins; the detectors look for themselves what stands there.

use std::sync::OnceLock;

use weimu_scan::{PhraseSet, marks};

use super::candidate::Candidates;
use super::passage::Passage;
use super::{email, secrecy_mark, secret, wechat};

/// Parts of the words that detectors know, in the usual cases of letters.
pub(super) const PHRASES: [&str; 40] = [
    "密码",
    "口令",
    "密钥",
    "秘钥",
    "验证码",
    "微信",
    "密级",
    "★",
    "☆",
    "assw",
    "ASSW",
    "assphrase",
    "pwd",
    "Pwd",
    "PWD",
    "ecret",
    "ECRET",
    "pi_key",
    "piKey",
    "pikey",
    "PI_KEY",
    "pi-key",
    "ccess_key",
    "ccessKey",
    "CCESS_KEY",
    "ccess-key",
    "ccess_token",
    "ccessToken",
    "CCESS_TOKEN",
    "uth_token",
    "uthToken",
    "UTH_TOKEN",
    "PRIVATE KEY",
    "eyJ",
    "echat",
    "eChat",
    "ECHAT",
    "eixin",
    "wxid_",
    "API-KEY",
];

/// Adds the places of `@` and of the words in `bytes` to `places`, in order.
pub(super) fn places(bytes: &[u8], places: &mut Vec<usize>) {
    static SET: OnceLock<PhraseSet> = OnceLock::new();
    let from = places.len();
    places.extend(marks(b'@', bytes));
    places.extend(SET.get_or_init(|| PhraseSet::new(&PHRASES)).places(bytes));
    if let Some(added) = places.get_mut(from..) {
        added.sort_unstable();
    }
}

/// Adds what stands at `places` to `out`.
pub(super) fn detect(passage: Passage<'_>, places: &[usize], out: &mut Candidates) {
    email::detect(passage, places, out);
    secret::detect(passage, places, out);
    wechat::detect(passage, places, out);
    secrecy_mark::detect(passage, places, out);
}
