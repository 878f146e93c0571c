//! Characters as numerals and back, without a table: by comparison with the ends of the alphabet's runs.
//!
//! An alphabet is cut into runs of consecutive characters with consecutive numerals: `0-9a-z` is two runs. What a character
//! is worth is found by comparing it with every run, so neither time nor memory accesses depend on it. Whole columns are
//! converted at a time, many bytes to a vector.

use super::AlphabetError;

/// Distinct printable ASCII characters; a character's numeral is its place.
pub(super) struct Alphabet {
    runs: Vec<Run>,
    radix: u8,
}

#[derive(Clone, Copy)]
struct Run {
    character: u8,
    numeral: u8,
    len: u8,
}

/// Bytes converted together.
const CHUNK: usize = 64;

impl Alphabet {
    /// The alphabet in this order.
    pub(super) fn try_new(characters: &str) -> Result<Self, AlphabetError> {
        let bytes = characters.as_bytes();
        let distinct = (1..bytes.len()).all(|end| !bytes[..end].contains(&bytes[end]));
        if !(2..=94).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_graphic) || !distinct {
            return Err(AlphabetError);
        }
        let mut runs: Vec<Run> = Vec::new();
        for (&character, numeral) in bytes.iter().zip(0..) {
            match runs.last_mut() {
                Some(run) if run.character + run.len == character => run.len += 1,
                _ => runs.push(Run { character, numeral, len: 1 }),
            }
        }
        Ok(Self { runs, radix: bytes.len() as u8 })
    }

    pub(super) fn radix(&self) -> u32 {
        u32::from(self.radix)
    }

    /// Whether every byte is a character of the alphabet.
    pub(super) fn contains_all(&self, text: &[u8]) -> bool {
        let mut text = text.to_vec();
        self.to_numerals(&mut text)
    }

    /// Replaces characters by numerals. `false`, and nothing meaningful in `text`, if a byte is not of the alphabet.
    #[inline(always)]
    pub(super) fn to_numerals(&self, text: &mut [u8]) -> bool {
        let [first, ..] = self.runs[..] else { return false };
        let (chunks, rest) = text.as_chunks_mut::<CHUNK>();
        let mut strange = [0u8; CHUNK];
        for chunk in chunks {
            self.chunk_to_numerals(chunk, &mut strange);
        }
        let mut last = [first.character; CHUNK];
        last[..rest.len()].copy_from_slice(rest);
        self.chunk_to_numerals(&mut last, &mut strange);
        rest.copy_from_slice(&last[..rest.len()]);
        strange.iter().fold(0, |any, byte| any | byte) == 0
    }

    /// Replaces numerals by characters.
    #[inline(always)]
    pub(super) fn to_characters(&self, text: &mut [u8]) {
        let (chunks, rest) = text.as_chunks_mut::<CHUNK>();
        for chunk in chunks {
            self.chunk_to_characters(chunk);
        }
        let mut last = [0; CHUNK];
        last[..rest.len()].copy_from_slice(rest);
        self.chunk_to_characters(&mut last);
        rest.copy_from_slice(&last[..rest.len()]);
    }

    #[inline(always)]
    fn chunk_to_numerals(&self, chunk: &mut [u8; CHUNK], strange: &mut [u8; CHUNK]) {
        let mut numerals = [0u8; CHUNK];
        let mut outside = [0xffu8; CHUNK];
        for run in &self.runs {
            for index in 0..CHUNK {
                let place = chunk[index].wrapping_sub(run.character);
                let inside = mask(place < run.len);
                numerals[index] |= place.wrapping_add(run.numeral) & inside;
                outside[index] &= !inside;
            }
        }
        *chunk = numerals;
        for index in 0..CHUNK {
            strange[index] |= outside[index];
        }
    }

    #[inline(always)]
    fn chunk_to_characters(&self, chunk: &mut [u8; CHUNK]) {
        let mut characters = [0u8; CHUNK];
        for run in &self.runs {
            for index in 0..CHUNK {
                let place = chunk[index].wrapping_sub(run.numeral);
                characters[index] |= place.wrapping_add(run.character) & mask(place < run.len);
            }
        }
        *chunk = characters;
    }
}

#[inline(always)]
fn mask(condition: bool) -> u8 {
    0u8.wrapping_sub(u8::from(condition))
}

#[cfg(test)]
mod tests {
    use super::Alphabet;

    #[test]
    fn alphabets_are_distinct_printable_ascii() {
        for refused in ["", "0", "01 ", "010", "0\u{7f}", "0é", "0\n"] {
            assert!(Alphabet::try_new(refused).is_err(), "{refused:?}");
        }
        let all: String = ('!'..='~').collect();
        assert_eq!(Alphabet::try_new(&all).map(|alphabet| alphabet.radix()), Ok(94));
    }

    #[test]
    fn numerals_are_places_in_the_alphabet() {
        let mut shuffled: Vec<u8> = (b'!'..=b'~').collect();
        shuffled.sort_by_key(|byte| u32::from(*byte).wrapping_mul(2_654_435_761));
        for text in ["0123456789", "0123456789ABCDEFGHJKLMNPQRTUWXY", "zyx", &String::from_utf8(shuffled).unwrap()] {
            let alphabet = Alphabet::try_new(text).unwrap();
            for repeats in [1, 7, 40] {
                let characters = text.repeat(repeats).into_bytes();
                let mut numerals = characters.clone();
                assert!(alphabet.to_numerals(&mut numerals));
                let expected: Vec<u8> = (0..text.len() as u8).collect();
                assert_eq!(numerals, expected.repeat(repeats));
                alphabet.to_characters(&mut numerals);
                assert_eq!(numerals, characters);
            }
        }
    }

    #[test]
    fn every_other_byte_is_seen_wherever_it_stands() {
        let alphabet = Alphabet::try_new("0123456789ACE").unwrap();
        for byte in 0..=255u8 {
            let known = "0123456789ACE".as_bytes().contains(&byte);
            for at in [0, 63, 64, 130] {
                let mut text = [b'7'; 131];
                text[at] = byte;
                assert_eq!(alphabet.contains_all(&text), known);
            }
        }
    }
}
