//! Blocks of a padded message (GB/T 32905-2016 5.2, FIPS 180-4 5.1.1).

/// Bytes of a block.
const BLOCK: usize = 64;
/// Bytes of the padding that every message gets at least: the mark and the length.
const LEAST_PADDING: usize = 9;

/// One block of a message: what it has of the message, then zeros, the first of them with its highest bit set if the
/// message ends in this block or before it. The length is not part of it: [`length_in_bits`](Self::length_in_bits).
#[derive(Clone, Copy, Default)]
pub(crate) struct PaddedBlock<'a> {
    bytes: &'a [u8],
    ends_here: bool,
}

impl<'a> PaddedBlock<'a> {
    /// How many blocks a message of `length` bytes has.
    #[inline(always)]
    pub(crate) fn count(length: usize) -> usize {
        length / BLOCK + if length % BLOCK > BLOCK - LEAST_PADDING { 2 } else { 1 }
    }

    /// Block `index` of a message.
    #[inline(always)]
    pub(crate) fn of(message: &'a [u8], index: usize) -> Self {
        // Past the end the bytes are none, but none of the message: a masked load from anywhere else is slow.
        let start = message.len().min(index * BLOCK);
        let (_, rest) = message.split_at(start);
        let bytes = rest.first_chunk::<BLOCK>().map_or(rest, |whole| whole);
        Self { bytes, ends_here: bytes.len() < BLOCK && start == index * BLOCK }
    }

    /// What the last 8 bytes of block `index` of a message are, `before` bytes having been hashed before it: the length
    /// in the last block. They are zero in the block itself.
    #[inline(always)]
    pub(crate) fn length_in_bits(length: usize, index: usize, before: usize) -> u64 {
        if index + 1 == Self::count(length) { 8 * (before as u64 + length as u64) } else { 0 }
    }

    /// The bytes of the message, at most 64.
    #[inline(always)]
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the mark is, or 64 if it is not in this block.
    #[inline(always)]
    pub(super) fn mark(&self) -> usize {
        if self.ends_here { self.bytes.len() } else { BLOCK }
    }

    /// All 64 bytes, the last 8 of them exclusive-ored with `length_in_bits`.
    #[inline(always)]
    pub(crate) fn with_length(self, length_in_bits: u64) -> [u8; BLOCK] {
        let mut block = self.to_bytes();
        if let Some(length) = block.last_chunk_mut() {
            *length = (u64::from_be_bytes(*length) ^ length_in_bits).to_be_bytes();
        }
        block
    }

    /// All 64 bytes.
    #[inline(always)]
    pub(super) fn to_bytes(self) -> [u8; BLOCK] {
        if let Some(whole) = self.bytes.first_chunk() {
            return *whole;
        }
        let mut block = [0; BLOCK];
        copy_short(self.bytes, &mut block);
        if let Some(mark) = block.get_mut(self.mark()) {
            *mark = 0x80;
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
            let block = |i| PaddedBlock::of(message, i).with_length(PaddedBlock::length_in_bits(length, i, 64));
            let blocks: Vec<u8> = (0..count).flat_map(block).collect();
            assert_eq!(blocks, padded, "{length} bytes");
        }
    }
}
