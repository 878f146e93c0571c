//! CMAC (SP 800-38B, RFC 4493) of many strings of blocks at a time.

use zeroize::Zeroize;

use crate::cipher::{Block, BlockCipher, wipe, xor};

/// CMAC under one key.
pub(crate) struct Cmac<C> {
    cipher: C,
    /// Added to the last block if it is whole (K1).
    pub(crate) whole: Block,
    /// Added to the last block if it was padded (K2).
    pub(crate) partial: Block,
}

impl<C: BlockCipher> Cmac<C> {
    /// CMAC with a keyed cipher.
    pub(crate) fn new(cipher: C) -> Self {
        let mut zero = cipher.encrypted([0; 16]);
        let whole = doubled(zero);
        zero.zeroize();
        Self { cipher, whole, partial: doubled(whole) }
    }

    /// The MAC of one message.
    pub(crate) fn mac(&self, message: &[u8]) -> Block {
        let (whole, rest) = message.as_chunks();
        let mut blocks = whole.to_vec();
        if !rest.is_empty() || blocks.is_empty() {
            let mut last = [0; 16];
            last[..rest.len()].copy_from_slice(rest);
            last[rest.len()] = 0x80;
            blocks.push(xor(&last, &self.partial));
        } else if let Some(last) = blocks.last_mut() {
            *last = xor(last, &self.whole);
        }
        let mut out = [[0; 16]];
        self.digest_each(&blocks, &[blocks.len()], &mut out);
        wipe(&mut blocks);
        let [mac] = out;
        mac
    }

    /// Writes the MAC of every string to `out`, which has a place for each. The strings lie one after the other in `blocks`,
    /// the last block of each padded and with [`whole`](Self::whole) or [`partial`](Self::partial) added; `counts` says how many
    /// blocks each has, one at least.
    pub(crate) fn digest_each(&self, blocks: &[Block], counts: &[usize], out: &mut [Block]) {
        match counts {
            [first, rest @ ..] if rest.iter().all(|count| count == first) => self.digest_alike(blocks, *first, out),
            _ => self.digest_mixed(blocks, counts, out),
        }
    }

    /// As [`digest_each`](Self::digest_each) for strings of `count` blocks.
    fn digest_alike(&self, blocks: &[Block], count: usize, out: &mut [Block]) {
        out.iter_mut().zip(blocks.iter().step_by(count)).for_each(|(state, block)| *state = *block);
        self.cipher.encrypt_blocks(out);
        for step in 1..count {
            for (state, block) in out.iter_mut().zip(blocks[step..].iter().step_by(count)) {
                *state = xor(state, block);
            }
            self.cipher.encrypt_blocks(out);
        }
    }

    fn digest_mixed(&self, blocks: &[Block], counts: &[usize], out: &mut [Block]) {
        let mut start = 0;
        let mut live: Vec<Chain> = Vec::with_capacity(counts.len());
        for (index, &count) in counts.iter().enumerate() {
            live.push(Chain { index, next: start, end: start + count });
            start += count;
        }
        let mut states = vec![[0; 16]; live.len()];
        while !live.is_empty() {
            for (chain, state) in live.iter_mut().zip(&mut states) {
                *state = xor(state, &blocks[chain.next]);
                chain.next += 1;
            }
            self.cipher.encrypt_blocks(&mut states);
            let mut kept = 0;
            for at in 0..live.len() {
                let chain = live[at];
                if chain.next == chain.end {
                    out[chain.index] = states[at];
                } else {
                    live[kept] = chain;
                    states[kept] = states[at];
                    kept += 1;
                }
            }
            live.truncate(kept);
            states.truncate(kept);
        }
        wipe(&mut states);
    }
}

impl<C> Drop for Cmac<C> {
    fn drop(&mut self) {
        self.whole.zeroize();
        self.partial.zeroize();
    }
}

/// A string on its way through the cipher.
#[derive(Clone, Copy)]
struct Chain {
    index: usize,
    /// The next block of it, and the one behind its last.
    next: usize,
    end: usize,
}

/// The block times x in the field of CMAC (SP 800-38B 5.3).
pub(crate) fn doubled(block: Block) -> Block {
    let number = u128::from_be_bytes(block);
    let carry = (number >> 127).wrapping_neg();
    ((number << 1) ^ (carry & 0x87)).to_be_bytes()
}
