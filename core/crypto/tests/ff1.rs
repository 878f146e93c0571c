//! FF1 beside the `fpe` crate, which computes it one value at a time with big integers; what it promises of permutations; and
//! what it refuses.

use fpe::ff1::{FF1, FlexibleNumeralString};
use weimu_cpu::Cpu;
use weimu_crypto::{Column, ColumnBuf, Ff1, Ff1Key, Ff1Text};

const KEY: [u8; 32] = *b"a key of thirty-two bytes to try";
const DIGITS: &str = "0123456789";
const SMALL_LETTERS_TOO: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
/// Characters of a unified social credit code (GB 32100-2015 table 1).
const CREDIT_CODE: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

#[test]
fn columns_of_any_alphabet_length_and_tweak_agree_with_fpe() {
    let mut random = Random(1);
    let mut checked = 0;
    for (algorithm, radix) in Ff1::ALL.into_iter().flat_map(|ff1| (2..=94).map(move |radix| (ff1, radix))) {
        let alphabet = random.alphabet(radix);
        let fixed = random.few_bytes();
        let other = Other::new(algorithm, radix);
        let lengths: Vec<usize> = (0..200).filter(|length| fits(radix, *length)).collect();
        let mixed = lengths.iter().cycle().take(lengths.len().max(30));
        let values: Vec<Vec<u8>> = mixed.map(|length| random.value(&alphabet, *length)).collect();
        let contexts: Vec<u64> = values.iter().map(|_| random.next()).collect();
        let expected: Vec<Vec<u8>> = values
            .iter()
            .zip(&contexts)
            .map(|(value, context)| other.encrypted_text(&tweak(&fixed, *context), &alphabet, value))
            .collect();
        for (level, cpu) in Cpu::levels() {
            let text = key(algorithm, cpu).text(&alphabet, &fixed).expect("distinct characters");
            let encrypted = encrypted(&text, &contexts, &values);
            assert_eq!(strings(&encrypted), expected, "{level} {} {alphabet}", algorithm.name());
            assert_eq!(strings(&decrypted(&text, &contexts, &encrypted)), values, "{level} {}", algorithm.name());
            checked += values.len();
        }
    }
    assert!(checked > 2 * 93 * 30);
}

#[test]
fn every_tweak_length_agrees_with_fpe() {
    let mut random = Random(2);
    let other = Other::new(Ff1::Aes256, 10);
    let alphabet = DIGITS;
    for length in 0..=50 {
        let fixed = random.bytes(length);
        let text = key(Ff1::Aes256, Cpu::detect()).text(alphabet, &fixed).expect("digits");
        for digits in 6..=56 {
            let values = [random.value(alphabet, digits)];
            let contexts = [random.next()];
            let expected = other.encrypted_text(&tweak(&fixed, contexts[0]), alphabet, &values[0]);
            let encrypted = encrypted(&text, &contexts, &values);
            assert_eq!(strings(&encrypted), [expected], "tweak of {length} bytes, {digits} digits");
        }
    }
}

#[test]
fn full_batches_of_usual_values_agree_with_fpe() {
    let mut random = Random(3);
    for (alphabet, length) in [(DIGITS, 18), (DIGITS, 11), (DIGITS, 19), (SMALL_LETTERS_TOO, 18), (CREDIT_CODE, 18)] {
        let other = Other::new(Ff1::Aes256, alphabet.len());
        let values: Vec<_> = (0..2_500).map(|_| random.value(alphabet, length)).collect();
        let contexts: Vec<_> = values.iter().map(|_| random.next()).collect();
        let fixed = random.bytes(16);
        let expected = values.iter().zip(&contexts);
        let expected: Vec<_> =
            expected.map(|(value, context)| other.encrypted_text(&tweak(&fixed, *context), alphabet, value)).collect();
        for (level, cpu) in Cpu::levels() {
            let text = key(Ff1::Aes256, cpu).text(alphabet, &fixed).expect("distinct characters");
            let encrypted = encrypted(&text, &contexts, &values);
            assert!(strings(&encrypted) == expected, "{level} {alphabet} {length}");
            assert!(strings(&decrypted(&text, &contexts, &encrypted)) == values, "{level} {alphabet} {length}");
        }
    }
}

#[test]
fn ranks_agree_with_cycle_walking_by_fpe() {
    let mut random = Random(4);
    let mut sizes =
        vec![1_000_000, 1_048_576, 1_048_577, 1 << 32, u64::MAX, u64::MAX - 1, 65_535u64.pow(4), 260_000_000_000];
    sizes.extend((0..40).map(|_| (random.next() >> random.below(44)).max(1_000_000)));
    for (algorithm, size) in Ff1::ALL.into_iter().flat_map(|ff1| sizes.iter().map(move |size| (ff1, *size))) {
        let radix = (2..=65_536u128).find(|radix| radix.pow(4) >= u128::from(size)).expect("16 bits suffice");
        let other = Other::new(algorithm, radix as usize);
        let fixed = random.few_bytes();
        let mut ranks: Vec<u64> = (0..60).map(|_| random.next() % size).collect();
        ranks.extend([0, size - 1]);
        let contexts: Vec<u64> = ranks.iter().map(|_| random.next()).collect();
        let expected = ranks.iter().zip(&contexts);
        let expected: Vec<u64> =
            expected.map(|(rank, context)| other.walked(&tweak(&fixed, *context), size, *rank)).collect();
        for (level, cpu) in Cpu::levels() {
            let domain = key(algorithm, cpu).ranks(size, &fixed).expect("large enough");
            assert_eq!(domain.size(), size);
            let mut changed = ranks.clone();
            domain.encrypt(&contexts, &mut changed).expect("all inside");
            assert_eq!(changed, expected, "{level} {} {size}", algorithm.name());
            domain.decrypt(&contexts, &mut changed).expect("all inside");
            assert_eq!(changed, ranks, "{level} {} {size}", algorithm.name());
        }
    }
}

#[test]
fn the_smallest_domain_is_permuted() {
    const SIZE: usize = 1_000_000;
    for algorithm in Ff1::ALL {
        let domain = key(algorithm, Cpu::detect()).ranks(SIZE as u64, b"a whole domain").expect("large enough");
        let all: Vec<u64> = (0..SIZE as u64).collect();
        let contexts = vec![7; SIZE];
        let mut images = all.clone();
        domain.encrypt(&contexts, &mut images).expect("all inside");
        let mut seen = vec![false; SIZE];
        images.iter().for_each(|image| seen[*image as usize] = true);
        assert!(seen.iter().all(|seen| *seen), "{}", algorithm.name());
        domain.decrypt(&contexts, &mut images).expect("all inside");
        assert!(images == all, "{}", algorithm.name());
    }
}

#[test]
fn six_digits_are_permuted() {
    let text = key(Ff1::Aes256, Cpu::detect()).text(DIGITS, b"").expect("digits");
    let values: Vec<_> = (0..1_000_000).map(|number| format!("{number:06}").into_bytes()).collect();
    let contexts = vec![0; values.len()];
    let images = encrypted(&text, &contexts, &values);
    let mut sorted = strings(&images);
    sorted.sort_unstable();
    assert!(sorted == values);
    assert!(strings(&decrypted(&text, &contexts, &images)) == values);
}

#[test]
fn any_split_into_batches_gives_the_same() {
    let mut random = Random(5);
    let key = key(Ff1::Sm4, Cpu::detect());
    let text = key.text(DIGITS, b"split").expect("digits");
    let domain = key.ranks(1_000_003, b"split").expect("large enough");
    let values: Vec<_> = (0..3_000).map(|_| random.below(51) + 6).collect();
    let values: Vec<_> = values.into_iter().map(|length| random.value(DIGITS, length)).collect();
    let ranks: Vec<u64> = values.iter().map(|_| random.next() % domain.size()).collect();
    let contexts: Vec<u64> = values.iter().map(|_| random.next()).collect();
    let whole = strings(&encrypted(&text, &contexts, &values));
    let mut whole_ranks = ranks.clone();
    domain.encrypt(&contexts, &mut whole_ranks).expect("all inside");
    for most in [1, 3, 255, 256, 257, 1_024, 1_500] {
        let (mut start, mut split, mut split_ranks) = (0, ColumnBuf::new(), ranks.clone());
        while start < values.len() {
            let part = start..values.len().min(start + 1 + random.below(most));
            let piece = column(&values[part.clone()]);
            text.encrypt_column(&contexts[part.clone()], piece.as_column(), &mut split).expect("digits");
            domain.encrypt(&contexts[part.clone()], &mut split_ranks[part.clone()]).expect("all inside");
            start = part.end;
        }
        assert!(strings(&split) == whole && split_ranks == whole_ranks, "batches of at most {most}");
    }
}

#[test]
fn columns_that_start_inside_their_buffer_are_read_where_they_are() {
    let text = key(Ff1::Aes256, Cpu::detect()).text(DIGITS, b"").expect("digits");
    let column = Column::try_new(b"xx123456765432y", &[2, 8, 14]).expect("offsets fit");
    let mut out = ColumnBuf::new();
    text.encrypt_column(&[1, 2], column, &mut out).expect("digits");
    assert_eq!(strings(&out), strings(&encrypted(&text, &[1, 2], &[b"123456".to_vec(), b"765432".to_vec()])));
}

#[test]
fn domains_below_a_million_are_refused() {
    let key = key(Ff1::Sm4, Cpu::detect());
    assert!(key.ranks(999_999, b"").is_err() && key.ranks(0, b"").is_err());
    assert!(key.ranks(1_000_000, b"").is_ok());
    let fits = |alphabet, value: &str| key.text(alphabet, b"").expect("distinct").fits(value.as_bytes());
    assert!(!fits(DIGITS, "") && !fits(DIGITS, "00000") && fits(DIGITS, "000000"));
    assert!(fits(DIGITS, &"7".repeat(56)) && !fits(DIGITS, &"7".repeat(57)));
    assert!(!fits("01", &"0".repeat(19)) && fits("01", &"0".repeat(20)));
    assert!(fits("01", &"0".repeat(192)) && !fits("01", &"0".repeat(193)));
    assert!(!fits(SMALL_LETTERS_TOO, "zzz") && fits(SMALL_LETTERS_TOO, "zzzz") && !fits(SMALL_LETTERS_TOO, "zzzZ"));
}

#[test]
fn a_value_that_does_not_fit_leaves_the_output_as_it_was() {
    let text = key(Ff1::Aes256, Cpu::detect()).text(DIGITS, b"").expect("digits");
    let usual = vec![b"110101199003072316".to_vec(); 2_100];
    let mut out = ColumnBuf::new();
    out.push(b"before");
    for strange in
        [&b""[..], b"12345", b"12345a", b"12345678\xff", &[b'1'; 57], &[b'1'; 300], "１２３４５６".as_bytes()]
    {
        for at in [0, 1, 1_023, 1_024, 2_099] {
            let mut values = usual.clone();
            values[at] = strange.to_vec();
            values[2_099].push(b'/');
            let contexts = vec![0; values.len()];
            let error =
                text.encrypt_column(&contexts, column(&values).as_column(), &mut out).expect_err("does not fit");
            assert_eq!(error.index(), at);
            let error =
                text.decrypt_column(&contexts, column(&values).as_column(), &mut out).expect_err("does not fit");
            assert_eq!(error.index(), at);
            assert_eq!((strings(&out), out.byte_len()), (vec![b"before".to_vec()], 6));
        }
    }
    let error = text.encrypt_column(&[0; 3], column(&usual[..4]).as_column(), &mut out).expect_err("no context");
    assert_eq!((error.index(), out.len()), (3, 1));
}

#[test]
fn a_rank_outside_leaves_all_as_they_were() {
    let domain = key(Ff1::Aes256, Cpu::detect()).ranks(1_000_000, b"").expect("large enough");
    for strange in [1_000_000, 1_048_575, u64::MAX] {
        let mut ranks = vec![5; 700];
        ranks[600] = strange;
        ranks[650] = strange;
        let before = ranks.clone();
        assert_eq!(domain.encrypt(&[0; 700], &mut ranks).expect_err("outside").index(), 600);
        assert_eq!(domain.decrypt(&[0; 700], &mut ranks).expect_err("outside").index(), 600);
        assert_eq!(ranks, before);
    }
    let mut ranks = [1, 2];
    assert_eq!(domain.encrypt(&[0], &mut ranks).expect_err("no context").index(), 1);
    assert_eq!(ranks, [1, 2]);
}

#[test]
fn nothing_is_nothing() {
    let key = key(Ff1::Aes256, Cpu::detect());
    let mut out = ColumnBuf::new();
    key.text(DIGITS, b"")
        .expect("digits")
        .encrypt_column(&[], ColumnBuf::new().as_column(), &mut out)
        .expect("nothing");
    key.ranks(1_000_000, b"").expect("large enough").decrypt(&[], &mut []).expect("nothing");
    assert!(out.is_empty());
}

#[test]
fn keys_have_the_length_of_their_algorithm() {
    for algorithm in Ff1::ALL {
        for length in 0..=64 {
            let key = Ff1Key::new(algorithm, &[0; 64][..length]);
            assert_eq!(key.is_ok(), length == algorithm.key_len(), "{} {length}", algorithm.name());
        }
        assert_eq!(Ff1Key::new(algorithm, &KEY[..algorithm.key_len()]).map(|key| key.algorithm()), Ok(algorithm));
    }
}

fn key(algorithm: Ff1, cpu: Cpu) -> Ff1Key {
    Ff1Key::with_cpu(algorithm, &KEY[..algorithm.key_len()], cpu).expect("length fits")
}

fn tweak(fixed: &[u8], context: u64) -> Vec<u8> {
    [fixed, &context.to_be_bytes()].concat()
}

fn encrypted(text: &Ff1Text, contexts: &[u64], values: &[Vec<u8>]) -> ColumnBuf {
    let mut out = ColumnBuf::new();
    text.encrypt_column(contexts, column(values).as_column(), &mut out).expect("values fit");
    out
}

fn decrypted(text: &Ff1Text, contexts: &[u64], values: &ColumnBuf) -> ColumnBuf {
    let mut out = ColumnBuf::new();
    text.decrypt_column(contexts, values.as_column(), &mut out).expect("values fit");
    out
}

fn column(values: &[Vec<u8>]) -> ColumnBuf {
    let mut column = ColumnBuf::new();
    values.iter().for_each(|value| column.push(value));
    column
}

fn strings(column: &ColumnBuf) -> Vec<Vec<u8>> {
    column.as_column().iter().map(<[u8]>::to_vec).collect()
}

/// Whether there are 10^6 strings of this length and the longer half is below 2^96.
fn fits(radix: usize, length: usize) -> bool {
    let power = |exponent: usize| (radix as u128).checked_pow(exponent as u32).unwrap_or(u128::MAX);
    power(length - length / 2) <= 1 << 96 && power(length) >= 1_000_000
}

/// The `fpe` crate under [`KEY`].
enum Other {
    Sm4(FF1<sm4::Sm4>),
    Aes256(FF1<aes::Aes256>),
}

impl Other {
    fn new(algorithm: Ff1, radix: usize) -> Self {
        match algorithm {
            Ff1::Sm4 => Self::Sm4(FF1::new(&KEY[..16], radix as u32).expect("radix fits")),
            _ => Self::Aes256(FF1::new(&KEY, radix as u32).expect("radix fits")),
        }
    }

    fn encrypted(&self, tweak: &[u8], numerals: Vec<u16>) -> Vec<u16> {
        let numerals = FlexibleNumeralString::from(numerals);
        match self {
            Self::Sm4(ff1) => ff1.encrypt(tweak, &numerals),
            Self::Aes256(ff1) => ff1.encrypt(tweak, &numerals),
        }
        .expect("numerals fit")
        .into()
    }

    fn encrypted_text(&self, tweak: &[u8], alphabet: &str, value: &[u8]) -> Vec<u8> {
        let place = |byte: &u8| alphabet.bytes().position(|other| other == *byte).expect("of the alphabet") as u16;
        let encrypted = self.encrypted(tweak, value.iter().map(place).collect());
        encrypted.iter().map(|numeral| alphabet.as_bytes()[usize::from(*numeral)]).collect()
    }

    fn walked(&self, tweak: &[u8], size: u64, rank: u64) -> u64 {
        let radix = (2..=65_536u128).find(|radix| radix.pow(4) >= u128::from(size)).expect("16 bits suffice");
        let mut rank = u128::from(rank);
        loop {
            let numerals = (0..4).rev().map(|place| (rank / radix.pow(place) % radix) as u16).collect();
            let encrypted = self.encrypted(tweak, numerals);
            rank = encrypted.iter().fold(0, |number, numeral| number * radix + u128::from(*numeral));
            if rank < u128::from(size) {
                return rank as u64;
            }
        }
    }
}

/// SplitMix64: the same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }

    fn few_bytes(&mut self) -> Vec<u8> {
        let count = self.below(40);
        self.bytes(count)
    }

    fn value(&mut self, alphabet: &str, length: usize) -> Vec<u8> {
        // One value in eight is all of the first or of the last character.
        let ends = [alphabet.as_bytes()[0], alphabet.as_bytes()[alphabet.len() - 1]];
        match self.below(16) {
            end @ 0..2 => vec![ends[end]; length],
            _ => (0..length).map(|_| alphabet.as_bytes()[self.below(alphabet.len())]).collect(),
        }
    }

    /// Printable characters in any order, or in their own.
    fn alphabet(&mut self, radix: usize) -> String {
        let mut characters: Vec<char> = ('!'..='~').collect();
        if self.below(2) == 0 {
            (1..characters.len()).rev().for_each(|last| characters.swap(last, self.below(last + 1)));
        }
        characters.into_iter().take(radix).collect()
    }
}
