//! Longitudes and latitudes written as angles: 东经120°10′25″, 30°15.53′N, 北纬30度15分32秒.

use super::normalize::{is_blank, narrow_form};

/// Characters behind degrees, minutes and seconds.
const DEGREES: [char; 4] = ['°', 'º', '˚', '度'];
const MINUTES: [char; 5] = ['′', '\'', '’', '＇', '分'];
const SECONDS: [char; 5] = ['″', '"', '”', '＂', '秒'];

/// What the one number of a position is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    /// East.
    Longitude,
    /// North.
    Latitude,
}

impl Axis {
    const IN_FRONT: [(&str, Self); 6] = [
        ("东经", Self::Longitude),
        ("北纬", Self::Latitude),
        ("E", Self::Longitude),
        ("N", Self::Latitude),
        ("Ｅ", Self::Longitude),
        ("Ｎ", Self::Latitude),
    ];

    /// What the letter or word in front of a number says, and the bytes up to the number.
    fn in_front(text: &str) -> Option<(Self, usize)> {
        let parted = text.trim_end_matches(is_parting);
        let (word, axis) = Self::IN_FRONT.into_iter().find(|(word, _)| parted.ends_with(word))?;
        let before = parted.get(..parted.len() - word.len())?;
        let is_whole = !word.is_ascii() || !before.ends_with(|c: char| c.is_ascii_alphanumeric());
        is_whole.then_some((axis, text.len() - before.len()))
    }

    /// What the letter behind a number says, and the bytes from the number on.
    fn behind(text: &str) -> Option<(Self, usize)> {
        let letter = text.trim_start_matches(is_blank);
        let (axis, rest) = match letter.strip_prefix(['E', 'Ｅ']) {
            Some(rest) => (Self::Longitude, rest),
            None => (Self::Latitude, letter.strip_prefix(['N', 'Ｎ'])?),
        };
        // E120°10′25″ N30°15′32″: the letter belongs to what stands behind it.
        let is_whole = !rest.starts_with(|c: char| c.is_ascii_alphabetic() || is_digit(c));
        is_whole.then_some((axis, text.len() - rest.len()))
    }

    /// Whether a place in China may lie there (STANDARDS B.11).
    pub(super) fn holds(self, degrees: u32) -> bool {
        match self {
            Self::Longitude => matches!(degrees, 73..=135),
            Self::Latitude => matches!(degrees, 3..=53),
        }
    }
}

/// An angle that is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Angle {
    /// First byte, of a letter or word for the axis too.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    pub degrees: u32,
    /// What a letter or word beside it says.
    pub axis: Option<Axis>,
    /// Whether it tells about thirty metres: it has seconds, two decimals of minutes, or four of degrees.
    pub is_precise: bool,
}

impl Angle {
    /// The angle of `text` that `place` belongs to, the first byte of a mark of degrees or of 东经 or 北纬.
    ///
    /// Nothing before byte `from` is part of it.
    pub(super) fn around(text: &str, from: usize, place: usize) -> Option<Self> {
        let rest = text.get(place..)?;
        let first = rest.chars().next()?;
        let number = if DEGREES.contains(&first) {
            let before = text.get(from..place)?.trim_end_matches(is_blank);
            from + before.trim_end_matches(is_of_number).len()
        } else {
            let number = rest.strip_prefix("东经").or_else(|| rest.strip_prefix("北纬"))?;
            text.len() - number.trim_start_matches(is_parting).len()
        };
        Self::at(text, from, number)
    }

    /// The angle whose number begins at byte `number`.
    fn at(text: &str, from: usize, number: usize) -> Option<Self> {
        let rest = text.get(number..)?;
        let (degrees, behind) = Part::read(rest, &DEGREES).filter(|(degrees, _)| degrees.digits <= 3)?;
        let sixtieth = |part: &(Part, &str)| part.0.digits <= 2 && part.0.whole < 60;
        let whole = |part: Part| part.decimals == 0;
        let minutes = Part::read(behind, &MINUTES).filter(sixtieth).filter(|_| whole(degrees));
        let behind = minutes.map_or(behind, |(_, behind)| behind);
        let seconds =
            minutes.filter(|(part, _)| whole(*part)).and_then(|_| Part::read(behind, &SECONDS).filter(sixtieth));
        let behind = seconds.map_or(behind, |(_, behind)| behind);
        let (in_front, after) = (Axis::in_front(text.get(from..number)?), Axis::behind(behind));
        // N30°15′20″E is a bearing.
        let beside = in_front.xor(after);
        let is_precise = seconds.is_some()
            || minutes.is_some_and(|(part, _)| part.decimals >= 2)
            || matches!(degrees.decimals, 4..=16);
        Some(Self {
            start: number - beside.and(in_front).map_or(0, |(_, length)| length),
            end: text.len() - behind.len() + beside.and(after).map_or(0, |(_, length)| length),
            degrees: degrees.whole,
            axis: beside.map(|(axis, _)| axis),
            is_precise,
        })
    }
}

/// One number of an angle.
#[derive(Clone, Copy)]
struct Part {
    whole: u32,
    digits: usize,
    decimals: usize,
}

impl Part {
    /// The number that `text` begins with and the mark behind it, one of `marks`; what stands behind them.
    fn read<'a>(text: &'a str, marks: &[char]) -> Option<(Self, &'a str)> {
        let (whole, mut rest) = digits(text.trim_start_matches(is_blank));
        let mut decimals = 0;
        if let Some(fraction) = rest.strip_prefix(['.', '．']) {
            let (digits, behind) = digits(fraction);
            (decimals, rest) = (digits.chars().count(), behind);
        }
        let rest = rest.trim_start_matches(is_blank);
        let behind = match rest.strip_prefix(marks) {
            None if marks == SECONDS => rest.strip_prefix("''").or_else(|| rest.strip_prefix("′′"))?,
            behind => behind?,
        };
        let count = whole.chars().count();
        let number = whole.chars().take(4).filter_map(|c| narrow_form(c)?.to_digit(10));
        (count > 0)
            .then(|| (Self { whole: number.fold(0, |sum, digit| sum * 10 + digit), digits: count, decimals }, behind))
    }
}

/// The digits that `text` begins with, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn is_digit(c: char) -> bool {
    narrow_form(c).is_some_and(|c| c.is_ascii_digit())
}

fn is_of_number(c: char) -> bool {
    is_digit(c) || matches!(c, '.' | '．')
}

/// Whether a character may stand between 东经 and its number.
fn is_parting(c: char) -> bool {
    is_blank(c) || matches!(c, '：' | ':' | '为' | '约')
}

#[cfg(test)]
mod tests {
    use super::{Angle, Axis};

    fn angle(text: &str) -> Option<(&str, u32, Option<Axis>, bool)> {
        let place = text.find(['°', '经', '纬']).map(|at| {
            at.saturating_sub(if text.get(at..).is_some_and(|rest| rest.starts_with('°')) { 0 } else { 3 })
        })?;
        let angle = Angle::around(text, 0, place)?;
        Some((text.get(angle.start..angle.end)?, angle.degrees, angle.axis, angle.is_precise))
    }

    #[test]
    fn angles_are_read_in_every_way_of_writing() {
        let (east, north) = (Some(Axis::Longitude), Some(Axis::Latitude));
        assert_eq!(angle("东经120°10′25″。"), Some(("东经120°10′25″", 120, east, true)));
        assert_eq!(angle("东经：120度10分25.5秒，"), Some(("东经：120度10分25.5秒", 120, east, true)));
        assert_eq!(angle("在N30°15'32\"处"), Some(("N30°15'32\"", 30, north, true)));
        assert_eq!(angle("在30°15'32.5''N,"), Some(("30°15'32.5''N", 30, north, true)));
        assert_eq!(angle("在３０° １５．５３′ Ｎ"), Some(("３０° １５．５３′ Ｎ", 30, north, true)));
        assert_eq!(angle("E120.1551°"), Some(("E120.1551°", 120, east, true)));
    }

    #[test]
    fn what_is_less_precise_or_no_part_of_an_angle_is_told() {
        assert_eq!(angle("北纬30°15′"), Some(("北纬30°15′", 30, Some(Axis::Latitude), false)));
        assert_eq!(angle("30.5°15′32″"), Some(("30.5°", 30, None, false)));
        assert_eq!(angle("30°75′32″"), Some(("30°", 30, None, false)));
        assert_eq!(angle("30°15.5′32″"), Some(("30°15.5′", 30, None, false)));
        assert_eq!(angle("SIZE30°15′32″East"), Some(("30°15′32″", 30, None, true)));
        assert_eq!(angle("N30°15′20″E"), Some(("30°15′20″", 30, None, true)));
        assert_eq!(angle("N30°15′32″E120"), Some(("N30°15′32″", 30, Some(Axis::Latitude), true)));
        assert_eq!(angle("1234°15′32″"), None);
        assert_eq!(angle("°15′32″"), None);
        assert_eq!(angle("东经度数"), None);
    }
}
