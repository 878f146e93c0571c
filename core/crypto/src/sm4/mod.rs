//! SM4 (GB/T 32907-2016): the implementation that the modes run on.
//!
//! The RustCrypto cipher, which looks its S-box up in a table by secret bytes: the reference that kernels without
//! secret-dependent loads are measured against.

pub(crate) use ::sm4::Sm4;

#[cfg(test)]
mod tests {
    use cipher::{BlockCipherEncrypt, KeyInit};
    use serde_json::Value;

    use super::Sm4;

    #[test]
    fn block_matches_gbt_32907_and_the_ribose_draft() {
        let file: Value =
            serde_json::from_str(include_str!("../../../../corpora/vectors/sm4_block.json")).expect("vectors are JSON");
        let vectors = file["vectors"].as_array().expect("a list of vectors");
        assert_eq!(vectors.len(), 3);
        for vector in vectors {
            let cipher = Sm4::new(&block(&vector["key"]).into());
            let mut text = block(&vector["plaintext"]).into();
            for _ in 0..vector["rounds"].as_u64().expect("a number of rounds") {
                cipher.encrypt_block(&mut text);
            }
            assert_eq!(text.as_slice(), block(&vector["ciphertext"]), "{}", vector["source"]);
        }
    }

    fn block(hex: &Value) -> [u8; 16] {
        u128::from_str_radix(hex.as_str().expect("hex"), 16).expect("hex").to_be_bytes()
    }
}
