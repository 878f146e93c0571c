//! Six-digit division codes, soft evidence only (GB/T 2260; STANDARDS B.1).
//!
//! Real numbers carry codes outside every table, codes withdrawn before the birth they were given for, and codes older than
//! the division; so an unknown code lowers confidence and never refuses by itself.

use std::sync::OnceLock;

/// How well a six-digit code is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Known {
    /// Neither the code nor its prefecture was ever issued.
    Never,
    /// The prefecture was issued, this code was not.
    Prefecture,
    /// Issued at another time.
    OtherTime,
    /// In force in the year asked for, or a permit code of Hong Kong, Macao or Taiwan.
    InForce,
}

/// The divisions as published, one row per code and name: code, name, first year, last year.
///
/// An empty first year means before 1981 or unknown; an empty last year means in force, `~` that the year is not known.
pub(super) const DIVISIONS: &str = include_str!("address/divisions.tsv");

/// Provinces by the first two digits of a code (GB/T 2260, and the permit codes 81, 82 and 83).
pub(super) fn is_province(digits: &[u8]) -> bool {
    let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] = digits else { return false };
    is_province_of(*tens, *ones)
}

/// The same of two digits.
pub(super) const fn is_province_of(tens: u8, ones: u8) -> bool {
    PROVINCES >> ((tens & 0xF) as u32 * 10 + (ones & 0xF) as u32) & 1 != 0
}

/// A bit for each province: in a column of numbers all of them occur, and a branch for each would be guessed wrongly.
const PROVINCES: u128 = {
    const RANGES: [(u32, u32); 8] = [(11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83)];
    let (mut provinces, mut range) = (0, 0);
    while range < RANGES.len() {
        let (mut code, last) = RANGES[range];
        while code <= last {
            provinces |= 1 << code;
            code += 1;
        }
        range += 1;
    }
    provinces
};

/// What is known of the code in `digits` for someone born in `year`; without a year, at any time.
pub(super) fn known(digits: &[u8], year: Option<u16>) -> Known {
    number(digits).map_or(Known::Never, |code| Divisions::get().known(code, year))
}

/// The same of a code as a number.
pub(super) fn of_code(code: u32, year: Option<u16>) -> Known {
    Divisions::get().known(code, year)
}

struct Row {
    code: u32,
    first: u16,
    last: u16,
}

/// The permit codes of Taiwan, Hong Kong and Macao.
const ALWAYS: [u32; 4] = [710_000, 810_000, 820_000, 830_000];

/// All rows, and where to look for a code: this is asked of every number in a column of them.
pub(super) struct Divisions {
    /// Sorted by code.
    rows: Vec<Row>,
    /// By the first four digits of a code: the number of its block. In the first no code was issued.
    blocks: Vec<u16>,
    /// A hundred codes each, by their last two digits.
    entries: Vec<Entry>,
    /// Of the same codes, what is said most often: few enough bytes to stay in the cache.
    quick: Vec<Quick>,
}

/// What is known of a code, told by a comparison of years.
#[derive(Clone, Copy)]
struct Quick {
    /// Years in which it was in force, counted from 1900, at least 1.
    first: u8,
    last: u8,
    /// What is known of it for other years and for these, nothing where the rows must be read: looked up, since in a column of
    /// numbers a branch would be guessed wrongly.
    known: [Option<Known>; 2],
}

/// What is known of one code.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// The first row, and how many there are.
    from: u16,
    count: u16,
    /// The years of that row.
    first: u16,
    last: u16,
}

impl Entry {
    fn quick(&self, otherwise: Known) -> Quick {
        let since_1900 = |year: u16| u8::try_from(year.saturating_sub(1900)).unwrap_or(u8::MAX);
        match self.count {
            0 => Quick { first: 1, last: 0, known: [Some(otherwise); 2] },
            count => Quick {
                first: since_1900(self.first).max(1),
                last: since_1900(self.last),
                known: [(count == 1).then_some(Known::OtherTime), Some(Known::InForce)],
            },
        }
    }
}

impl Divisions {
    pub(super) fn get() -> &'static Self {
        static TABLE: OnceLock<Divisions> = OnceLock::new();
        TABLE.get_or_init(Self::build)
    }

    fn build() -> Self {
        let mut rows: Vec<Row> = DIVISIONS.lines().skip(1).filter_map(parse).collect();
        rows.sort_by_key(|row| row.code);
        let (mut blocks, mut entries) = (vec![0; 10_000], vec![Entry::default(); 100]);
        for (number, row) in rows.iter().enumerate() {
            let Some(block) = blocks.get_mut((row.code / 100) as usize) else { continue };
            if *block == 0 {
                *block = (entries.len() / 100) as u16;
                entries.resize(entries.len() + 100, Entry::default());
            }
            let place = usize::from(*block) * 100 + (row.code % 100) as usize;
            let Some(entry) = entries.get_mut(place) else { continue };
            if entry.count == 0 {
                *entry = Entry { from: number as u16, count: 0, first: row.first, last: row.last };
            }
            entry.count += 1;
        }
        let of_block = |number: usize| if number < 100 { Known::Never } else { Known::Prefecture };
        let quick = entries.iter().enumerate().map(|(number, entry)| entry.quick(of_block(number))).collect();
        let mut divisions = Self { rows, blocks, entries, quick };
        for code in ALWAYS {
            let place = divisions.place(code / 100, code % 100);
            if let Some(quick) = divisions.quick.get_mut(place) {
                quick.known = [Some(Known::InForce); 2];
            }
        }
        divisions
    }

    /// What is known of the code of these first four digits and last two for someone born in `year`, if that is quickly told.
    #[inline(always)]
    pub(super) fn quickly(&self, block: u32, last_two: u32, year: u32) -> Option<Known> {
        let quick = self.quick.get(self.place(block, last_two))?;
        let since_1900 = year.wrapping_sub(1900);
        let in_force = (u32::from(quick.first) <= since_1900) & (since_1900 <= u32::from(quick.last));
        quick.known[usize::from(in_force)].filter(|_| since_1900.wrapping_sub(1) < u32::from(u8::MAX))
    }

    /// Where the code of these first four digits and last two has its entry; below a hundred where no code of its block was issued.
    #[inline(always)]
    fn place(&self, block: u32, last_two: u32) -> usize {
        usize::from(self.blocks.get(block as usize).copied().unwrap_or(0)) * 100 + last_two as usize
    }

    fn known(&self, code: u32, year: Option<u16>) -> Known {
        if ALWAYS.contains(&code) {
            return Known::InForce;
        }
        if let Some(known) = year.and_then(|year| self.quickly(code / 100, code % 100, u32::from(year))) {
            return known;
        }
        let place = self.place(code / 100, code % 100);
        if place < 100 {
            return Known::Never;
        }
        let entry = self.entries.get(place).copied().unwrap_or_default();
        let in_force = |first: u16, last: u16| year.is_none_or(|year| first <= year && year <= last);
        match entry.count {
            0 => Known::Prefecture,
            _ if in_force(entry.first, entry.last) => Known::InForce,
            1 => Known::OtherTime,
            count => {
                let others = self.rows.iter().skip(usize::from(entry.from)).take(usize::from(count));
                if others.into_iter().any(|row| in_force(row.first, row.last)) {
                    Known::InForce
                } else {
                    Known::OtherTime
                }
            }
        }
    }
}

fn parse(line: &str) -> Option<Row> {
    let mut fields = line.split('\t');
    let code = fields.next()?.parse().ok()?;
    let _name = fields.next()?;
    let first = fields.next().and_then(|year| year.parse().ok()).unwrap_or(0);
    let last = match fields.next() {
        None | Some("" | "~") => u16::MAX,
        Some(year) => year.parse().unwrap_or(u16::MAX),
    };
    Some(Row { code, first, last })
}

fn number(digits: &[u8]) -> Option<u32> {
    if digits.len() != 6 {
        return None;
    }
    digits.iter().try_fold(0, |value, &digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')))
}
