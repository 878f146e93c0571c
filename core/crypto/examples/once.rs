#![allow(missing_docs)]
use weimu_cpu::Cpu;
use weimu_crypto::*;
fn main() {
    let n = 1000usize; let len=18;
    let bytes: Vec<u8> = (0..n*len).map(|i| b'0' + (i * 7 % 10) as u8).collect();
    let offsets: Vec<usize> = (0..=n).map(|i| i*len).collect();
    let nonces: Vec<Nonce> = (0..n).map(|i| { let mut x=[7u8;12]; x[8..].copy_from_slice(&(i as u32).to_be_bytes()); x}).collect();
    let c = Column::try_new(&bytes,&offsets).unwrap();
    let (_, cpu) = Cpu::levels()[1];
    let key = AeadKey::with_cpu(Aead::Aes256Gcm, &[3;32], cpu).unwrap();
    let mut out = ColumnBuf::new();
    for _ in 0..20 { out.clear(); key.seal_column(&nonces, b"place of the values 1234", c, &mut out).unwrap(); }
}
