//! Dates in Han numerals: 一九四九年十二月三十一日, 二〇〇一年3月5日.

use super::date::Date;

/// The date that `text` begins with, which the calendar may not have, and its length in bytes.
///
/// Nothing if there is no year of four numerals, month and day there; month and day may have digits.
pub(super) fn date(text: &str) -> Option<(Option<Date>, usize)> {
    let (mut year, mut rest) = (0, text);
    for _ in 0..4 {
        let c = rest.chars().next()?;
        year = year * 10 + u16::from(numeral(c)?);
        rest = rest.get(c.len_utf8()..)?;
    }
    let (month, rest) = below_hundred(rest.strip_prefix('年')?)?;
    let (day, rest) = below_hundred(rest.strip_prefix('月')?)?;
    let rest = rest.strip_prefix(['日', '号'])?;
    Some((Date::try_new(year, month, day), text.len() - rest.len()))
}

/// Whether a character is part of a number in words.
pub(super) fn is_numeral(c: char) -> bool {
    numeral(c).is_some() || matches!(c, '十' | '百' | '千' | '万')
}

fn numeral(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' | '○' | 'Ｏ' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The number of one or two digits, or of words up to 九十九, that `text` begins with, and what stands behind it.
fn below_hundred(text: &str) -> Option<(u8, &str)> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    if let Some((number, rest)) = text.split_at_checked(digits).filter(|_| digits > 0) {
        return Some((number.parse().ok()?, rest));
    }
    let mut chars = text.chars();
    let (mut number, mut tens) = (0, None);
    let mut rest = text;
    while let Some(c) = chars.next() {
        match c {
            '十' if tens.is_none() => (tens, number) = (Some(if rest == text { 1 } else { number }), 0),
            '廿' if rest == text => tens = Some(2),
            '卅' if rest == text => tens = Some(3),
            _ => match numeral(c) {
                Some(numeral) if number == 0 => number = numeral,
                _ => break,
            },
        }
        rest = chars.as_str();
    }
    let number: u8 = tens.unwrap_or(0) * 10 + number;
    (number > 0).then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::date;
    use crate::detect::date::Date;

    fn read(text: &str) -> Option<(Option<Date>, &str)> {
        date(text).and_then(|(date, length)| Some((date, text.get(length..)?)))
    }

    #[test]
    fn dates_are_read_in_words_and_digits() {
        let cases = [
            ("一九四九年十二月三十一日出生", (1949, 12, 31), "出生"),
            ("二〇〇一年3月05日", (2001, 3, 5), ""),
            ("二零零零年二月廿九日", (2000, 2, 29), ""),
            ("二○一○年十月十日", (2010, 10, 10), ""),
            ("一九八五年零三月二十号，", (1985, 3, 20), "，"),
            ("一九八五年一月卅日", (1985, 1, 30), ""),
        ];
        for (text, (year, month, day), behind) in cases {
            assert_eq!(read(text), Some((Date::try_new(year, month, day), behind)), "{text}");
        }
    }

    #[test]
    fn days_that_the_calendar_lacks_are_told() {
        assert_eq!(read("一九八五年十三月一日"), Some((None, "")));
        assert_eq!(read("一九八五年二月二十九日"), Some((None, "")));
    }

    #[test]
    fn what_is_no_whole_date_is_none() {
        for text in
            ["一九八五年三月", "一九八年三月一日", "一九八五年月日", "一九八五年三月十二", "一九八五年三月十十日", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
