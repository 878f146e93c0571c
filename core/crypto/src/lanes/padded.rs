//! Blocks of a padded message (GB/T 32905-2016 5.2, FIPS 180-4 5.1.1).

/// Bytes of a block.
const BLOCK: usize = 64;
/// Bytes of the padding that every message gets at least: the mark and the length.
const LEAST_PADDING: usize = 9;

/// One block of a message: what it has of the message, then the mark, zeros and the length as far as they belong to it.
#[derive(Clone, Copy)]
pub(crate) struct PaddedBlock<'a> {
    /// At most 64 bytes.
    bytes: &'a [u8],
    /// What follows the bytes: 0x80 behind the last byte of the message, else 0.
    pub(super) mark: u8,
    /// The length in bits in the last block, else 0.
    pub(super) bits: u64,
}

impl<'a> PaddedBlock<'a> {
    /// How many blocks a message of `length` bytes has.
    #[inline(always)]
    pub(crate) fn count(length: usize) -> usize {
        length / BLOCK + if length % BLOCK > BLOCK - LEAST_PADDING { 2 } else { 1 }
    }

    /// Block `index` of a message, before which `before` bytes were hashed already.
    #[inline(always)]
    pub(crate) fn of(message: &'a [u8], index: usize, before: usize) -> Self {
        let rest = message.get(index * BLOCK..);
        let last = index + 1 == Self::count(message.len());
        let bytes = rest.unwrap_or_default();
        let bytes = bytes.first_chunk::<BLOCK>().map_or(bytes, |whole| whole);
        let mark = if rest.is_some() && bytes.len() < BLOCK { 0x80 } else { 0 };
        let bits = if last { 8 * (before as u64 + message.len() as u64) } else { 0 };
        Self { bytes, mark, bits }
    }

    /// The bytes of the message, and how many they are: at most 64.
    #[inline(always)]
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// All 64 bytes.
    #[inline(always)]
    pub(crate) fn to_bytes(self) -> [u8; BLOCK] {
        if let Some(whole) = self.bytes.first_chunk() {
            return *whole;
        }
        let mut block = [0; BLOCK];
        copy_short(self.bytes, &mut block);
        if let Some(next) = block.get_mut(self.bytes.len()) {
            *next = self.mark;
        }
        if let Some(length) = block.last_chunk_mut::<8>() {
            *length = (u64::from_be_bytes(*length) | self.bits).to_be_bytes();
        }
        block
    }
}

/// Copies `bytes`, fewer than 64, to the beginning of `block`: two overlapping copies of a fixed size cost less than a call.
#[inline(always)]
fn copy_short(bytes: &[u8], block: &mut [u8; BLOCK]) {
    let copied = copy_ends::<32>(bytes, block)
        || copy_ends::<16>(bytes, block)
        || copy_ends::<8>(bytes, block)
        || copy_ends::<4>(bytes, block);
    if !copied {
        block.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    }
}

/// Copies the first `N` and the last `N` of `bytes` to where they belong; says whether there are as many.
#[inline(always)]
fn copy_ends<const N: usize>(bytes: &[u8], block: &mut [u8; BLOCK]) -> bool {
    let (Some(first), Some(last)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) else {
        return false;
    };
    if let Some(to) = block.first_chunk_mut() {
        *to = *first;
    }
    if let Some(to) = block.get_mut(bytes.len() - N..bytes.len()) {
        to.copy_from_slice(last);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::PaddedBlock;

    #[test]
    fn a_message_is_followed_by_the_mark_zeros_and_its_length() {
        let message: Vec<u8> = (0..200).map(|i| i as u8 | 1).collect();
        for length in 0..message.len() {
            let message = &message[..length];
            let mut padded = [message, &[0x80]].concat();
            padded.resize((padded.len() + 8).next_multiple_of(64) - 8, 0);
            padded.extend((8 * (length as u64 + 64)).to_be_bytes());
            let count = PaddedBlock::count(length);
            let blocks: Vec<u8> = (0..count).flat_map(|i| PaddedBlock::of(message, i, 64).to_bytes()).collect();
            assert_eq!(blocks, padded, "{length} bytes");
        }
    }
}
