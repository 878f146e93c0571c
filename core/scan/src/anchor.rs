//! Places of single characters out of a small set.

/// A set of characters of three UTF-8 bytes, found in one pass.
///
/// Addresses are looked for only around such characters (路, 号, 镇, …), so that text without any costs this pass alone.
#[derive(Clone, Debug)]
pub struct AnchorSet {
    /// By the last twelve bits of the code point: which of the sixteen first bytes 0xE0–0xEF are members.
    leads: Box<[u16; 4096]>,
}

impl AnchorSet {
    /// The set of the characters of `members` that take three bytes in UTF-8; others are left out.
    pub fn new(members: &str) -> Self {
        let mut leads = Box::new([0; 4096]);
        for point in members.chars().filter(|c| c.len_utf8() == 3).map(u32::from) {
            leads[(point & 0xFFF) as usize] |= 1 << (point >> 12);
        }
        Self { leads }
    }

    /// The first byte of the first member in `bytes` that begins at `from` or later.
    pub fn find(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while let Some(&lead) = bytes.get(at) {
            if lead < 0x80 && bytes.get(at..at + 8).is_some_and(<[u8]>::is_ascii) {
                at += 8;
                continue;
            }
            at += match lead {
                0xE0..=0xEF => {
                    if let Some(&[lead, middle, last]) = bytes.get(at..at + 3)
                        && self.has(lead, middle, last)
                    {
                        return Some(at);
                    }
                    3
                }
                0xC0..=0xDF => 2,
                0xF0.. => 4,
                _ => 1,
            };
        }
        None
    }

    fn has(&self, lead: u8, middle: u8, last: u8) -> bool {
        let low = usize::from(middle & 0x3F) << 6 | usize::from(last & 0x3F);
        self.leads[low] >> (lead & 0xF) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::AnchorSet;

    const MEMBERS: &str = "省市区县镇乡街路道村号";

    proptest! {
        #[test]
        fn found_are_the_members(text in "[省市区县路号好人a1é😀 \u{4e00}-\u{4f00}]{0,80}") {
            let set = AnchorSet::new(MEMBERS);
            let next = |place: &usize| set.find(text.as_bytes(), place + 1);
            let places: Vec<usize> = std::iter::successors(set.find(text.as_bytes(), 0), next).collect();
            let naive: Vec<usize> = text.char_indices().filter(|(_, c)| MEMBERS.contains(*c)).map(|(at, _)| at).collect();
            prop_assert_eq!(places, naive);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            for from in 0..=bytes.len() {
                AnchorSet::new(MEMBERS).find(&bytes, from);
            }
        }
    }
}
