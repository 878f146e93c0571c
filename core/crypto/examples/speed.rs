use weimu_cpu::Cpu;
use weimu_crypto::*;
fn med(mut f: impl FnMut()) -> f64 {
    let mut t: Vec<f64> = (0..9)
        .map(|_| {
            let s = cpu_now();
            f();
            cpu_now() - s
        })
        .collect();
    t.sort_by(f64::total_cmp);
    t[4]
}
fn main() {
    {
        use aead::{AeadInOut, KeyInit};
        let c = aes_gcm::Aes256Gcm::new_from_slice(&[3; 32]).unwrap();
        let n = 200_000usize;
        let mut buf = [0u8; 18];
        let t = med(|| {
            for i in 0..n {
                let mut x = [7u8; 12];
                x[8..].copy_from_slice(&(i as u32).to_be_bytes());
                std::hint::black_box(
                    c.encrypt_inout_detached((&x).into(), b"place of the values 1234", buf.as_mut_slice().into())
                        .unwrap(),
                );
            }
        });
        println!("rustcrypto aes256gcm {:.1}", t * 1e9 / n as f64);
    }

    let only = std::env::args().nth(1).unwrap_or_default();
    let n = 1_000_000usize;
    for len in [18usize] {
        let bytes: Vec<u8> = (0..n * len).map(|i| b'0' + (i * 7 % 10) as u8).collect();
        let offsets: Vec<usize> = (0..=n).map(|i| i * len).collect();
        let nonces: Vec<Nonce> = (0..n)
            .map(|i| {
                let mut x = [7u8; 12];
                x[8..].copy_from_slice(&(i as u32).to_be_bytes());
                x
            })
            .collect();
        for (name, cpu) in Cpu::levels() {
            if !only.is_empty() && only != name {
                continue;
            }
            for aead in [Aead::Aes256Gcm] {
                let key = AeadKey::with_cpu(aead, &[3; 32][..aead.key_len()], cpu).unwrap();
                let mut out = ColumnBuf::new();
                let mut sealed = ColumnBuf::new();
                key.seal_column(
                    &nonces,
                    b"place of the values 1234",
                    Column::try_new(&bytes, &offsets).unwrap(),
                    &mut sealed,
                )
                .unwrap();
                let s = med(|| {
                    for c in 0..n / 1000 {
                        out.clear();
                        let b = &offsets[c * 1000..=c * 1000 + 1000];
                        key.seal_column(
                            &nonces[c * 1000..c * 1000 + 1000],
                            b"place of the values 1234",
                            Column::try_new(&bytes, b).unwrap(),
                            &mut out,
                        )
                        .unwrap();
                    }
                });
                let so: Vec<usize> = (0..=n).map(|i| i * (len + 28)).collect();
                let sb: Vec<u8> = sealed.as_column().iter().flatten().copied().collect();
                let o = med(|| {
                    for c in 0..n / 1000 {
                        out.clear();
                        let b = &so[c * 1000..=c * 1000 + 1000];
                        key.open_column(b"place of the values 1234", Column::try_new(&sb, b).unwrap(), &mut out)
                            .unwrap();
                    }
                });
                println!(
                    "{name:9} {:14} {len} seal {:.1} open {:.1}",
                    aead.name(),
                    s * 1e9 / n as f64,
                    o * 1e9 / n as f64
                );
            }
            for siv in [] as [Siv; 0] {
                let key = SivKey::with_cpu(siv, &[3; 64][..siv.key_len()], cpu).unwrap();
                let mut out = ColumnBuf::new();
                let s = med(|| {
                    for c in 0..n / 1000 {
                        out.clear();
                        let b = &offsets[c * 1000..=c * 1000 + 1000];
                        key.seal_column(b"place of the values 1234", Column::try_new(&bytes, b).unwrap(), &mut out);
                    }
                });
                println!("{name:9} {:14} {len} seal {:.1}", siv.name(), s * 1e9 / n as f64);
            }
        }
    }
}
fn cpu_now() -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat").unwrap().split(' ').next().unwrap().parse::<f64>().unwrap()
        / 1e9
}
