//! Where to cut an address so that nothing finer than a level remains.

use std::cell::RefCell;

use super::finder::AddressFinder;
use super::grammar::Part;
use super::read::{Read, ReadKind};
use crate::model::{AddressCut, AddressLevel};

/// Where to cut `text` so that it is no finer than `level`.
///
/// The text must begin, behind blanks and a label such as 地址, with a division of the gazetteer at `level` or above;
/// otherwise there is nothing that may be kept, and nothing is given. Parts are kept as long as they are recognized and
/// nothing unread stands between them: a county that is not in the gazetteer is cut off, since its name cannot be told from
/// that of a place. Cities without
/// counties (东莞) stay as they are at the level of counties; counties directly under a province (济源) are cut at the level
/// of cities.
///
/// ```
/// use weimu::detect::keep_address;
/// use weimu::model::AddressLevel;
///
/// let text = "上海市浦东新区张江镇祖冲之路887弄";
/// let cut = keep_address(text, AddressLevel::County).expect("it begins with a city");
/// assert_eq!(text.get(..cut.keep), Some("上海市浦东新区"));
/// ```
pub fn keep_address(text: &str, level: AddressLevel) -> Option<AddressCut> {
    with_finder(text.len(), |finder| finder.keep(text, level))
}

/// Reads a text of `length` bytes with the buffers of this thread.
pub(super) fn with_finder<T>(length: usize, read: impl FnOnce(&mut AddressFinder) -> T) -> T {
    FINDER.with_borrow_mut(|finder| {
        let result = read(finder);
        if length > LONGEST_HELD {
            *finder = AddressFinder::default();
        }
        result
    })
}

/// Bytes of a text whose buffers are worth keeping; no address is longer.
const LONGEST_HELD: usize = 4096;

thread_local! {
    /// The buffers of one call after another on this thread: an address takes less time to read than to allocate for. They
    /// hold the characters of the last address until the next one overwrites them or the thread ends.
    static FINDER: RefCell<AddressFinder> = RefCell::default();
}

impl AddressFinder {
    fn keep(&mut self, text: &str, level: AddressLevel) -> Option<AddressCut> {
        self.letters.load(text);
        let begin = self.whole_beginning();
        self.parse_down_to(level, begin, self.letters.len());
        if !self.reads().first().is_some_and(Read::is_division) {
            return None;
        }
        if level == AddressLevel::Room {
            return Some(AddressCut { keep: text.len(), whole: true });
        }
        let mut end = self.reads().first()?.begin;
        for read in self.reads().iter().take_while(|read| read.level <= level && !is_guess(read.kind)) {
            // What was not read may be finer than anything: 松岙镇后山东省村.
            if self.is_unread(end, read.begin) {
                break;
            }
            end = read.end;
        }
        if end == self.reads().first()?.begin {
            return None;
        }
        let keep = self.letters.byte(end);
        let whole = text.get(keep..).is_none_or(|rest| rest.trim().is_empty());
        Some(AddressCut { keep, whole })
    }
}

fn is_guess(kind: ReadKind) -> bool {
    matches!(kind, ReadKind::Part(Part::OtherCounty, _))
}
