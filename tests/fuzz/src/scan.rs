//! The scan of a column: on every level the findings and refusals that each row gives when it is read in full.

use arbitrary::Arbitrary;
use weimu::detect::{ColumnText, Detector, Refusals};
use weimu::model::{EntityKind, Finding, KindSet};
use weimu_cpu::Cpu;

/// A text, where it is cut into rows, and what is looked for.
#[derive(Arbitrary, Debug)]
pub struct Case {
    kinds: u32,
    /// Whether every piece is a row.
    apart: bool,
    /// Else lengths of rows in characters; what is left is the last row.
    rows: Vec<u8>,
    pieces: Vec<Piece>,
}

/// Parts that forms are made of, so that few changes lead from one form to another.
#[derive(Arbitrary, Debug)]
enum Piece {
    Digits(u64),
    Card(u8, u64),
    Form(u8),
    Link(u8),
    Text(String),
}

const FORMS: [&str; 20] = [
    "11010519491231002X",
    "440524188001010014",
    "110105 19491231 002X",
    "110105491231002",
    "91350100M000100Y43",
    "13800138000",
    "138 0013 8000",
    "+86 138-0013-8000",
    "1440123456789",
    "6222020200112230111",
    "0375\u{2014}2692229",
    "(0571)88889999",
    "86 10 88889999",
    "400-672-2705",
    "4006722705",
    "a@b.cn",
    "电话",
    "邮编",
    "物联网",
    "浙江省湖州市吴兴区仁皇山路666号",
];

const LINKS: [&str; 24] = [
    " ", "-", "\u{2014}", "\u{200B}", "\u{2060}", "\u{FEFF}", "\u{A0}", "\u{3000}", ")", "）", "(", "、", "，", ".",
    ":", "转", "ext", "x", "@", "_", "１", "Ｘ", "的", "X",
];

/// What identity card numbers begin with; some begin as credit codes and bank cards do.
const BEGINNINGS: [&str; 8] = ["110105", "440524", "620102", "131000", "512345", "911101", "3302", "62"];

/// GB 11643, 7: the weights of the digits, and the check characters.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

const STATED: [EntityKind; 8] = [
    EntityKind::IdCard,
    EntityKind::Uscc,
    EntityKind::BankCard,
    EntityKind::Mobile,
    EntityKind::Landline,
    EntityKind::Hotline,
    EntityKind::Postcode,
    EntityKind::Email,
];

impl Case {
    /// Panics if a level finds anything else than every row by itself gives.
    pub fn check(&self) {
        let text = self.text();
        let rows = if self.apart { self.pieces(&text) } else { self.rows(&text) };
        // Of these kinds alone, hot spots are read; with others every row is.
        let among = if self.kinds >> 31 == 0 { EntityKind::ALL } else { &STATED };
        let kinds = among.iter().filter(|&&kind| self.kinds >> kind.index() & 1 == 0);
        let detector = Detector::new().with_kinds(kinds.copied().collect::<KindSet>());
        let (mut found, mut refused) = (Vec::new(), Refusals::new());
        for (number, row) in rows.iter().enumerate() {
            let explanation = detector.explain(row);
            found.extend(explanation.findings.into_iter().map(|finding| (number, finding)));
            explanation.refused.iter().for_each(|refusal| refused.add(refusal.kind, refusal.reason));
        }
        for (level, cpu) in Cpu::levels() {
            assert_eq!(
                scanned(&detector.clone().with_cpu(cpu), &text, &rows),
                (found.clone(), refused.clone()),
                "{level}"
            );
        }
    }

    fn text(&self) -> String {
        self.pieces.iter().map(Piece::text).collect()
    }

    /// The pieces as rows.
    fn pieces<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let mut rest = text;
        let mut rows = Vec::new();
        for piece in &self.pieces {
            let (row, behind) = rest.split_at(piece.text().len());
            rows.push(row);
            rest = behind;
        }
        rows
    }

    fn rows<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let mut rest = text;
        let mut rows = Vec::new();
        for &length in &self.rows {
            let end = rest.char_indices().nth(usize::from(length)).map_or(rest.len(), |(at, _)| at);
            let (row, behind) = rest.split_at(end);
            rows.push(row);
            rest = behind;
        }
        rows.push(rest);
        rows
    }
}

impl Piece {
    fn text(&self) -> String {
        match self {
            Self::Digits(digits) => digits.to_string(),
            Self::Card(beginning, digits) => card(BEGINNINGS[usize::from(*beginning) % BEGINNINGS.len()], *digits),
            Self::Form(form) => FORMS[usize::from(*form) % FORMS.len()].to_owned(),
            Self::Link(link) => LINKS[usize::from(*link) % LINKS.len()].to_owned(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// A number of 18 characters with the right check character; its day is one that there is more often than not.
fn card(beginning: &str, digits: u64) -> String {
    let (year, month, day) = (1890 + digits % 150, digits >> 8 & 15, digits >> 12 & 31);
    let serial = format!("{beginning}{year:04}{month:02}{day:02}{:017}", digits >> 17);
    let seventeen = &serial[..17];
    let sum: u32 = seventeen.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{seventeen}{}", CHECKS[sum as usize % 11])
}

fn scanned(detector: &Detector, text: &str, rows: &[&str]) -> (Vec<(usize, Finding)>, Refusals) {
    let offsets: Vec<usize> = rows.iter().scan(0, |end, row| Some(std::mem::replace(end, *end + row.len()))).collect();
    let column = ColumnText {
        bytes: text.as_bytes(),
        rows: rows.len(),
        offset: |row: usize| offsets.get(row).copied().unwrap_or(text.len()),
        value: |row: usize| rows.get(row).copied(),
    };
    let (mut found, mut refused) = (Vec::new(), Refusals::new());
    detector.find_column(&column, &mut refused, |row, finding| found.push((row, finding)));
    (found, refused)
}
