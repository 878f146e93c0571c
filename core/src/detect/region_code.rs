//! Six-digit division codes, soft evidence only (GB/T 2260; STANDARDS B.1).
//!
//! Real numbers carry codes outside every table, codes withdrawn before the birth they were given for, and codes older than
//! the division; so an unknown code lowers confidence and never refuses by itself.

use std::sync::OnceLock;

use weimu_scan::IdCard;

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
    is_province_of((tens & 0xF) * 10 + (ones & 0xF))
}

/// The same of the number that two digits make.
pub(super) const fn is_province_of(pair: u8) -> bool {
    pair < 100 && PROVINCES >> pair & 1 != 0
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
    /// By the first four digits of a code, as the scanner numbers them: the number of its block. In the first no code was
    /// issued.
    blocks: Box<[u16; IdCard::BLOCKS]>,
    /// A hundred codes each, by their last two digits.
    entries: Vec<Entry>,
    /// Of the same codes, what is said most often: few enough bytes to stay in the cache.
    quick: Vec<Quick>,
}

/// What is known of a code, told by a comparison of years.
#[derive(Clone, Copy)]
pub(super) struct Quick {
    /// Years in which it was in force, counted from 1900, at least 1.
    pub first: u8,
    pub last: u8,
    /// What is known of it for other years and for these, nothing where the rows must be read.
    pub known: [Option<Known>; 2],
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

impl Quick {
    /// Of no row at all, or of all rows of a code.
    fn of(rows: &[Row], otherwise: Known) -> Self {
        let since_1900 = |year: u16| u8::try_from(year.saturating_sub(1900)).unwrap_or(u8::MAX);
        let mut spells: Vec<_> = rows.iter().map(|row| (row.first, row.last)).collect();
        spells.sort_unstable();
        let Some((&(first, mut last), others)) = spells.split_first() else {
            return Self { first: 1, last: 0, known: [Some(otherwise); 2] };
        };
        let mut known = Some(Known::OtherTime);
        for &(next, end) in others {
            if next <= last.saturating_add(1) {
                last = last.max(end);
            } else {
                known = None;
            }
        }
        Self { first: since_1900(first).max(1), last: since_1900(last), known: [known, Some(Known::InForce)] }
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
        let (mut blocks, mut entries) = (Box::new([0; IdCard::BLOCKS]), vec![Entry::default(); 100]);
        for (number, row) in rows.iter().enumerate() {
            let pairs = pairs(row.code);
            let block = &mut blocks[IdCard::block_of(pairs[0], pairs[1])];
            if *block == 0 {
                *block = (entries.len() / 100) as u16;
                entries.resize(entries.len() + 100, Entry::default());
            }
            let place = usize::from(*block) * 100 + usize::from(pairs[2]);
            let Some(entry) = entries.get_mut(place) else { continue };
            if entry.count == 0 {
                *entry = Entry { from: number as u16, count: 0, first: row.first, last: row.last };
            }
            entry.count += 1;
        }
        let of_block = |number: usize| if number < 100 { Known::Never } else { Known::Prefecture };
        let of_entry = |entry: &Entry| {
            let from = usize::from(entry.from);
            rows.get(from..from + usize::from(entry.count)).unwrap_or_default()
        };
        let quick =
            entries.iter().enumerate().map(|(number, entry)| Quick::of(of_entry(entry), of_block(number))).collect();
        let mut divisions = Self { rows, blocks, entries, quick };
        for code in ALWAYS {
            let place = divisions.place(pairs(code));
            if let Some(quick) = divisions.quick.get_mut(place) {
                quick.known = [Some(Known::InForce); 2];
            }
        }
        divisions
    }

    /// What is known of all codes, a hundred codes of one block after another.
    pub(super) fn quick(&self) -> &[Quick] {
        &self.quick
    }

    /// The number of the block of the codes whose first four digits make these numbers.
    pub(super) fn block(&self, first: u8, second: u8) -> u16 {
        self.blocks[IdCard::block_of(first & 0x7F, second & 0x7F)]
    }

    /// Where a code has its entry; below a hundred where no code of its block was issued.
    fn place(&self, [first, second, third]: [u8; 3]) -> usize {
        usize::from(self.block(first, second)) * 100 + usize::from(third)
    }

    fn known(&self, code: u32, year: Option<u16>) -> Known {
        if ALWAYS.contains(&code) {
            return Known::InForce;
        }
        let place = self.place(pairs(code));
        if place < 100 {
            return Known::Never;
        }
        let since_1900 = year.and_then(|year| u8::try_from(year.checked_sub(1900)?).ok()).filter(|&years| years > 0);
        if let Some((quick, year)) = self.quick.get(place).zip(since_1900)
            && let Some(known) = quick.known[usize::from((quick.first..=quick.last).contains(&year))]
        {
            return known;
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

/// The numbers that each two digits of a code make.
fn pairs(code: u32) -> [u8; 3] {
    [code / 10_000, code / 100, code].map(|number| (number % 100) as u8)
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
