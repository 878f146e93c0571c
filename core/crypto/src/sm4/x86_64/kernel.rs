//! What the kernels of all vector widths have in common.

/// A value at the start of a cache line.
///
/// Having one on its stack makes a function align the stack. Unless something asks for that, the compiler lays the vectors
/// that find no register across cache lines if the caller's stack happens to end so, and rounds take 1.8 times as long.
#[repr(align(64))]
pub(super) struct Aligned<T>(pub(super) T);

/// Defines `encrypt_blocks` for the features `$features` over vectors that each hold one byte of `$blocks` blocks.
///
/// The module supplies, for the same features,
///
/// - `load` and `store` of the vector of `$blocks / 16` blocks,
/// - `low` and `high`: the lower or upper halves of the 16-byte pieces of two vectors, their bytes in turn,
/// - `entered` and `left`: bytes of the state taken into the basis of [`super::basis`] and out of it,
/// - `substituted`: the maps T and V of that module, of the S-box of the four bytes of a word,
/// - `sum`, `sum3` of vectors and `broadcast` of a `u32`.
macro_rules! kernel {
    ($features:literal, $vector:ty, $blocks:literal) => {
        /// A word of every block: a vector for each byte, the most significant first.
        type Word = [$vector; 4];

        #[target_feature(enable = $features)]
        fn encrypt_blocks(keys: &$crate::sm4::x86_64::basis::RoundKeys, blocks: &mut [$crate::cipher::Block]) {
            let (batches, rest) = blocks.as_chunks_mut::<$blocks>();
            for batch in batches {
                encrypt_batch(keys, batch);
            }
            if !rest.is_empty() {
                let $crate::sm4::x86_64::kernel::Aligned(padded) =
                    &mut $crate::sm4::x86_64::kernel::Aligned([[0; 16]; $blocks]);
                padded[..rest.len()].copy_from_slice(rest);
                encrypt_batch(keys, padded);
                rest.copy_from_slice(&padded[..rest.len()]);
            }
        }

        #[target_feature(enable = $features)]
        #[inline]
        fn encrypt_batch(keys: &$crate::sm4::x86_64::basis::RoundKeys, batch: &mut [$crate::cipher::Block; $blocks]) {
            core::hint::black_box(&mut $crate::sm4::x86_64::kernel::Aligned(0_u8));
            let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = transposed(load_all(batch));
            let (mut x0, mut x1) = (entered([a, b, c, d]), entered([e, f, g, h]));
            let (mut x2, mut x3) = (entered([i, j, k, l]), entered([m, n, o, p]));
            let (first, later) = keys.first_and_later();
            let mut y = inner(broadcast_all(first), x1, x2, x3);
            for [k1, k2, k3, k4] in later {
                (x0, y) = round(x0, y, x2, x3, k1);
                (x1, y) = round(x1, y, x3, x0, k2);
                (x2, y) = round(x2, y, x0, x1, k3);
                (x3, y) = round(x3, y, x1, x2, k4);
            }
            // The standard's last step reverses the order of the words.
            let ([a, b, c, d], [e, f, g, h]) = (left(x3), left(x2));
            let ([i, j, k, l], [m, n, o, p]) = (left(x1), left(x0));
            store_all(transposed([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]), batch);
        }

        /// `x4 = x0 + L(S(y))`, and `x2 + x3 + x4 + key`, which is what the next round calls `y`.
        ///
        /// The order is that in which the processor does best: the part of the next `y` that is known waits beside the
        /// inversions, and what comes of the last inversions enters last.
        #[target_feature(enable = $features)]
        #[inline]
        fn round(x0: Word, y: Word, x2: Word, x3: Word, key: &[u32; 4]) -> (Word, Word) {
            let ([t0, t1, t2, t3], [v0, v1, v2, v3]) = substituted(y);
            let [k0, k1, k2, k3] = broadcast_all(key);
            let next = [sum3(x2[0], x3[0], k0), sum3(x2[1], x3[1], k1), sum3(x2[2], x3[2], k2), sum3(x2[3], x3[3], k3)];
            let (t23, t01) = (sum(t2, t3), sum(t0, t1));
            let x4 = [sum3(x0[0], t1, t23), sum3(x0[1], t0, t23), sum3(x0[2], t3, t01), sum3(x0[3], t2, t01)];
            let x4 = [sum3(x4[0], v3, v0), sum3(x4[1], v0, v1), sum3(x4[2], v1, v2), sum3(x4[3], v2, v3)];
            (x4, [sum(next[0], x4[0]), sum(next[1], x4[1]), sum(next[2], x4[2]), sum(next[3], x4[3])])
        }

        #[target_feature(enable = $features)]
        #[inline]
        fn inner(k: Word, x1: Word, x2: Word, x3: Word) -> Word {
            [
                sum(sum3(x1[0], x2[0], k[0]), x3[0]),
                sum(sum3(x1[1], x2[1], k[1]), x3[1]),
                sum(sum3(x1[2], x2[2], k[2]), x3[2]),
                sum(sum3(x1[3], x2[3], k[3]), x3[3]),
            ]
        }

        #[target_feature(enable = $features)]
        #[inline]
        fn broadcast_all([k0, k1, k2, k3]: &[u32; 4]) -> Word {
            [broadcast(*k0), broadcast(*k1), broadcast(*k2), broadcast(*k3)]
        }

        /// Byte `i` of 16-byte piece `j` of vector `k` becomes byte `k` of piece `j` of vector `i`; its own inverse.
        #[target_feature(enable = $features)]
        #[inline]
        fn transposed(x: [$vector; 16]) -> [$vector; 16] {
            interleaved(interleaved(interleaved(interleaved(x))))
        }

        /// A quarter of the way: the byte with number `16 vector + place` moves to twice that, modulo 255.
        #[target_feature(enable = $features)]
        #[inline]
        fn interleaved([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]: [$vector; 16]) -> [$vector; 16] {
            let [a, b, c, d] =
                [[low(a, i), high(a, i)], [low(b, j), high(b, j)], [low(c, k), high(c, k)], [low(d, l), high(d, l)]];
            let [e, f, g, h] =
                [[low(e, m), high(e, m)], [low(f, n), high(f, n)], [low(g, o), high(g, o)], [low(h, p), high(h, p)]];
            [a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1], e[0], e[1], f[0], f[1], g[0], g[1], h[0], h[1]]
        }

        #[target_feature(enable = $features)]
        #[inline]
        fn load_all(batch: &[$crate::cipher::Block; $blocks]) -> [$vector; 16] {
            let (pieces, _) = batch.as_chunks::<{ $blocks / 16 }>();
            let load = |piece: usize| load(&pieces[piece]);
            [
                load(0),
                load(1),
                load(2),
                load(3),
                load(4),
                load(5),
                load(6),
                load(7),
                load(8),
                load(9),
                load(10),
                load(11),
                load(12),
                load(13),
                load(14),
                load(15),
            ]
        }

        #[target_feature(enable = $features)]
        #[inline]
        fn store_all(planes: [$vector; 16], batch: &mut [$crate::cipher::Block; $blocks]) {
            let (pieces, _) = batch.as_chunks_mut::<{ $blocks / 16 }>();
            for (plane, piece) in planes.into_iter().zip(pieces) {
                store(plane, piece);
            }
        }
    };
}

pub(super) use kernel;
