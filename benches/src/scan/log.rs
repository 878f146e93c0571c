//! A log in which about half of the bytes are digits.

use std::fmt::Write;

use super::text::Text;
use crate::generate::identifier::mobile;
use crate::random::SplitMix64;

/// Lines of about 130 bytes, `bytes` together.
pub(super) fn text(bytes: usize) -> Text {
    let random = &mut SplitMix64::new(2, bytes as u64);
    let mut text = Text::with_capacity(bytes);
    while text.byte_len() < bytes {
        line(text.row(), random).expect("a string takes everything");
        text.end_row();
    }
    text
}

fn line(row: &mut String, random: &mut SplitMix64) -> std::fmt::Result {
    let day = random.between(1, 28);
    write!(
        row,
        "2025-{:02}-{day:02} {:02}:{:02}:{:02}.{:03} ",
        random.between(1, 12),
        random.below(24),
        random.below(60),
        random.below(60),
        random.below(1000)
    )?;
    write!(row, "[{}] INFO pid={} ", random.between(10, 999), random.between(1000, 65_535))?;
    for number in 0..3 {
        row.push_str(if number > 0 { " " } else { "" });
        match random.below(8) {
            0 => write!(row, "cost={}ms", random.between(1, 9999))?,
            1 => write!(row, "size={}", random.between(1, 99_999_999))?,
            2 => write!(
                row,
                "from=10.{}.{}.{}:{}",
                random.below(256),
                random.below(256),
                random.below(256),
                random.between(1024, 65_535)
            )?,
            3 => write!(row, "order={:016}", random.next() % 10_000_000_000_000_000)?,
            4 => write!(row, "offset=0x{:08x}", random.next() as u32)?,
            5 => write!(row, "ratio={}.{:04}", random.below(100), random.below(10_000))?,
            6 => write!(row, "seq={:09}", random.below(1_000_000_000))?,
            _ => write!(row, "code={},{},{}", random.below(1000), random.below(1000), random.below(1000))?,
        }
    }
    if random.chance(1) {
        write!(row, " mobile={}", mobile(random))?;
    }
    Ok(())
}
