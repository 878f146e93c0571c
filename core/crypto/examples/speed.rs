#![allow(missing_docs)]
use std::time::Instant;
use weimu_cpu::Cpu;
use weimu_crypto::*;
fn p5(n: usize, mut f: impl FnMut()) -> String { let mut t: Vec<f64> = (0..4000).map(|_| { let s = Instant::now(); f(); s.elapsed().as_secs_f64() * 1e9 / n as f64 }).collect(); t.sort_by(f64::total_cmp); format!("{:.1}/{:.1}", t[200], t[2000]) }
fn main() {
    let only = std::env::args().nth(1).unwrap_or_default();
    let n = 1000usize;
    for len in [18usize, 60] {
        let bytes: Vec<u8> = (0..n*len).map(|i| b'0' + (i * 7 % 10) as u8).collect();
        let offsets: Vec<usize> = (0..=n).map(|i| i*len).collect();
        let nonces: Vec<Nonce> = (0..n).map(|i| { let mut x=[7u8;12]; x[8..].copy_from_slice(&(i as u32).to_be_bytes()); x}).collect();
        let c = Column::try_new(&bytes,&offsets).unwrap();
        for (name, cpu) in Cpu::levels() {
            if !only.is_empty() && only != name { continue }
            for aead in Aead::ALL {
                let key = AeadKey::with_cpu(aead, &[3;32][..aead.key_len()], cpu).unwrap();
                let mut out = ColumnBuf::new();
                let mut sealed = ColumnBuf::new();
                key.seal_column(&nonces, b"place of the values 1234", c, &mut sealed).unwrap();
                let s = p5(n, || { out.clear(); key.seal_column(&nonces, b"place of the values 1234", c, &mut out).unwrap(); });
                let o = p5(n, || { out.clear(); key.open_column(b"place of the values 1234", sealed.as_column(), &mut out).unwrap(); });
                println!("{name:9} {:14} {len} seal {s} open {o}", aead.name());
            }
            for siv in Siv::ALL {
                let key = SivKey::with_cpu(siv, &[3;64][..siv.key_len()], cpu).unwrap();
                let mut out = ColumnBuf::new();
                let s = p5(n, || { out.clear(); key.seal_column(b"place of the values 1234", c, &mut out); });
                println!("{name:9} {:14} {len} seal {s}", siv.name());
            }
        }
    }
    if std::env::args().nth(2).is_some() { return }
    for (name, cpu) in Cpu::levels() {
        let k = hazmat::Sm4::new(&[1;16], cpu).unwrap();
        let mut b = vec![[1u8;16]; 1024];
        println!("{name} sm4 ns/block {}", p5(1024, || k.encrypt_blocks(&mut b)));
    }
}
