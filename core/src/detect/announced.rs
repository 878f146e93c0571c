//! Places of words beside which there need be no digit of ASCII: passwords, WeChat names, secrecy marks, angles, dates in words.
//!
//! The words are found in the whole buffer of a column at once, as the places of `@` are. A place is where a word or a part
//! of it begins; the detectors look for themselves what stands there.

use std::sync::OnceLock;

use weimu_scan::{PhraseSet, marks};

use super::candidate::Candidates;
use super::date::Date;
use super::passage::Passage;
use super::{birth_date, coordinate, email, secrecy_mark, secret, wechat};
use crate::model::EntityKind;

/// Parts of the words that detectors know, in the usual cases of letters.
pub(super) const PHRASES: [&str; 50] = [
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
    "°",
    "º",
    "˚",
    "东经",
    "北纬",
    "一九",
    "二〇",
    "二零",
    "二○",
    "二Ｏ",
];

/// Adds the places of `@` and of the words in `bytes` to `places`, in order.
pub(super) fn places(bytes: &[u8], places: &mut Vec<usize>) {
    static SET: OnceLock<PhraseSet> = OnceLock::new();
    let from = places.len();
    places.extend(marks(b'@', bytes));
    places.extend(wide_marks(bytes));
    places.extend(SET.get_or_init(|| PhraseSet::new(&PHRASES)).places(bytes));
    if let Some(added) = places.get_mut(from..) {
        added.sort_unstable();
    }
}

/// The places of `＠`, the full-width form of `@`.
pub(super) fn wide_marks(bytes: &[u8]) -> impl Iterator<Item = usize> {
    const WIDE: &[u8] = "＠".as_bytes();
    marks(WIDE[0], bytes).filter(|&at| bytes.get(at..).is_some_and(|rest| rest.starts_with(WIDE)))
}

/// Adds what stands at `places` of a value that is said to be of the kind `assumed` to `out`.
pub(super) fn detect(
    passage: Passage<'_>,
    places: &[usize],
    today: Date,
    assumed: Option<EntityKind>,
    out: &mut Candidates,
) {
    email::detect(passage, places, out);
    secret::detect(passage, places, out);
    wechat::detect(passage, places, out);
    secrecy_mark::detect(passage, places, out);
    coordinate::detect_angles(passage, places, assumed == Some(EntityKind::Coordinate), out);
    birth_date::detect_numerals(passage, places, today, assumed == Some(EntityKind::BirthDate), out);
}
