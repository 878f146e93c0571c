//! Places of single characters out of a small set.
//!
//! A backend says for 64 bytes at which of them a member may begin: the members are dealt to eight buckets, and a place is a
//! candidate if its three bytes are those of members of one bucket. Whether they are of one member a table tells.

mod portable;
#[cfg(target_arch = "x86_64")]
mod x86_64;

use weimu_cpu::Cpu;

use self::portable::Portable;

/// A set of characters of three UTF-8 bytes, found in one pass.
///
/// Addresses are looked for only around such characters (路, 号, 镇, …), so that text without any costs this pass alone.
#[derive(Clone, Debug)]
pub struct AnchorSet {
    members: Members,
    backend: Backend,
}

#[derive(Clone, Debug)]
enum Backend {
    Portable(Portable),
    #[cfg(target_arch = "x86_64")]
    Avx2(x86_64::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(x86_64::Avx512),
}

impl AnchorSet {
    /// The set of the characters of `members` that take three bytes in UTF-8; others are left out.
    pub fn new(members: &str) -> Self {
        Self::for_cpu(members, Cpu::detect())
    }

    /// The same on the fastest backend that `cpu` has.
    pub fn for_cpu(members: &str, cpu: Cpu) -> Self {
        let backend = Backend::of(&Buckets::of(members), cpu);
        Self { members: Members::of(members), backend }
    }

    /// The first byte of the first member in `bytes` that begins at `from` or later.
    pub fn find(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let search = Search { members: &self.members, bytes, from };
        match &self.backend {
            Backend::Portable(backend) => search.run(backend),
            #[cfg(target_arch = "x86_64")]
            Backend::Avx2(backend) => backend.find(&search),
            #[cfg(target_arch = "x86_64")]
            Backend::Avx512(backend) => backend.find(&search),
        }
    }
}

impl Backend {
    fn of(buckets: &Buckets, cpu: Cpu) -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let avx512 = cpu.avx512_vbmi().map(|token| Self::Avx512(x86_64::Avx512::new(buckets, token)));
            let avx2 = || cpu.avx2().map(|token| Self::Avx2(x86_64::Avx2::new(buckets, token)));
            if let Some(backend) = avx512.or_else(avx2) {
                return backend;
            }
        }
        let _ = (buckets, cpu);
        Self::Portable(Portable)
    }
}

/// Bytes of a block.
const BLOCK: usize = 64;
/// A block and the rest of a character that begins with its last byte.
const SIGHT: usize = BLOCK + 2;

/// What a backend supplies.
trait Candidates {
    /// The bytes of a block at which a member may begin, bit `i` for byte `i`: all at which one does.
    fn candidates(&self, bytes: &[u8; SIGHT]) -> u64;
}

struct Search<'a> {
    members: &'a Members,
    bytes: &'a [u8],
    from: usize,
}

impl Search<'_> {
    /// The first member, by the candidates of a backend; compiled for each of them.
    #[inline(always)]
    fn run(&self, backend: &impl Candidates) -> Option<usize> {
        let mut at = self.from;
        while let Some(sight) = self.bytes.get(at..).and_then(<[u8]>::first_chunk::<SIGHT>) {
            let mut candidates = backend.candidates(sight);
            while candidates != 0 {
                let place = at + candidates.trailing_zeros() as usize;
                candidates &= candidates - 1;
                if self.members.has_at(self.bytes, place) {
                    return Some(place);
                }
            }
            at += BLOCK;
        }
        (at..self.bytes.len()).find(|&place| self.members.has_at(self.bytes, place))
    }
}

/// Which characters are members.
#[derive(Clone, Debug)]
struct Members {
    /// By the last twelve bits of the code point: which of the sixteen first bytes 0xE0–0xEF are members.
    leads: Box<[u16; 4096]>,
}

impl Members {
    fn of(members: &str) -> Self {
        let mut leads = Box::new([0; 4096]);
        for point in three_bytes(members).map(u32::from) {
            leads[(point & 0xFFF) as usize] |= 1 << (point >> 12);
        }
        Self { leads }
    }

    fn has_at(&self, bytes: &[u8], at: usize) -> bool {
        match bytes.get(at..).and_then(<[u8]>::first_chunk::<3>) {
            Some(&[lead @ 0xE0..=0xEF, middle @ 0x80..=0xBF, last @ 0x80..=0xBF]) => {
                let low = usize::from(middle & 0x3F) << 6 | usize::from(last & 0x3F);
                self.leads[low] >> (lead & 0xF) & 1 != 0
            }
            _ => false,
        }
    }
}

/// The bytes of the members of eight buckets, bit `n` of a byte's entry for bucket `n`.
struct Buckets {
    /// By the last four bits of a first byte.
    first: [u8; 16],
    /// By the last six bits of a second and of a third byte.
    later: [[u8; 64]; 2],
}

impl Buckets {
    /// Deals members that lie near one another to one bucket, so that they share bytes.
    fn of(members: &str) -> Self {
        let mut points: Vec<u32> = three_bytes(members).map(u32::from).collect();
        points.sort_unstable();
        points.dedup();
        let mut buckets = Self { first: [0; 16], later: [[0; 64]; 2] };
        for (number, point) in points.iter().enumerate() {
            let bucket = 1 << (number * 8 / points.len());
            buckets.first[(point >> 12) as usize & 0xF] |= bucket;
            buckets.later[0][(point >> 6) as usize & 0x3F] |= bucket;
            buckets.later[1][*point as usize & 0x3F] |= bucket;
        }
        buckets
    }
}

fn three_bytes(members: &str) -> impl Iterator<Item = char> {
    members.chars().filter(|c| c.len_utf8() == 3)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use weimu_cpu::Cpu;

    use super::AnchorSet;

    const MEMBERS: &str = "省市区县镇乡街路道村号￥\u{800}";

    fn check(text: &[u8], members: &str) {
        let is_member = |at: &usize| members.chars().any(|c| text[*at..].starts_with(c.to_string().as_bytes()));
        let naive: Vec<usize> = (0..text.len()).filter(is_member).collect();
        for (level, cpu) in Cpu::levels() {
            let set = AnchorSet::for_cpu(members, cpu);
            let next = |place: &usize| set.find(text, place + 1);
            let places: Vec<usize> = std::iter::successors(set.find(text, 0), next).collect();
            assert_eq!(places, naive, "{level}");
        }
    }

    #[test]
    fn every_place_of_a_block_and_every_length() {
        for before in 0..70 {
            for behind in [0, 1, 61, 62, 63, 64, 65, 130] {
                check(format!("{}路好{}", "a".repeat(before), "号".repeat(behind)).as_bytes(), MEMBERS);
            }
        }
        check("路号".as_bytes(), "");
    }

    proptest! {
        #[test]
        fn found_are_the_members(text in "([省市区县路号好人a1é😀 \u{4e00}-\u{4f00}]|[一-龥]){0,200}") {
            check(text.as_bytes(), MEMBERS);
        }

        #[test]
        fn any_bytes_give_the_same_places(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), prop::sample::select("路号".as_bytes())], 0..300)) {
            check(&bytes, MEMBERS);
        }
    }
}
