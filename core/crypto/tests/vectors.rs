//! Every published vector that applies, through the column interface.
#![expect(clippy::string_slice, reason = "hexadecimal is ASCII")]

use serde_json::Value;
use weimu_crypto::{
    Aead, AeadKey, Argon2idCost, Column, ColumnBuf, Hash, Hasher, Mac, MacKey, Nonce, Siv, SivKey, argon2id, hkdf,
    pbkdf2_sm3,
};

#[test]
fn sm4_gcm_matches_rfc_8998_and_gbt_36624() {
    let file = parse(include_str!("../../../corpora/vectors/sm4_aead.json"));
    // 24 with a nonce of 96 bits and a whole tag, 4 with a tag cut short; other nonce lengths are not offered.
    assert_eq!(check_gcm(&file, Aead::Sm4Gcm), 28);
}

#[test]
fn aes_256_gcm_matches_mcgrew_and_viega() {
    let file = parse(include_str!("../../../corpora/vectors/aes_256_gcm.json"));
    assert_eq!(check_gcm(&file, Aead::Aes256Gcm), 3);
}

#[test]
fn siv_matches_other_implementations() {
    let sm4 = parse(include_str!("../../../corpora/vectors/sm4_siv_generated.json"));
    let aes = parse(include_str!("../../../corpora/vectors/aes_256_siv_generated.json"));
    assert_eq!(check_siv(&sm4, Siv::Sm4Siv), 1);
    assert_eq!(check_siv(&aes, Siv::Aes256Siv), 13);
}

#[test]
fn sm3_matches_gbt_32905() {
    let file = parse(include_str!("../../../corpora/vectors/sm3.json"));
    let vectors = list(&file);
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        let mut hasher = Hasher::new(Hash::Sm3);
        match vector["message_hex"].as_str() {
            Some(_) => hasher.update(&bytes(&vector["message_hex"])),
            None => (0..1_000).for_each(|_| hasher.update(&[b'a'; 1_000])),
        }
        assert_eq!(hasher.finish()[..], bytes(&vector["digest"])[..], "{}", vector["source"]);
    }
}

#[test]
fn hmac_matches_gmt_0042_and_rfc_4231() {
    let sm3 = parse(include_str!("../../../corpora/vectors/hmac_sm3.json"));
    let sha256 = parse(include_str!("../../../corpora/vectors/hmac_sha256.json"));
    let cases = list(&sm3).iter().map(|vector| (Mac::HmacSm3, vector));
    let cases: Vec<_> = cases.chain(list(&sha256).iter().map(|vector| (Mac::HmacSha256, vector))).collect();
    assert_eq!(cases.len(), 7);
    for (mac, vector) in cases {
        let key = MacKey::new(mac, &bytes(&vector["key"]));
        let message = bytes(&vector["message"]);
        let mut column = ColumnBuf::new();
        column.push(&message);
        column.push(&message);
        let mut macs = Vec::new();
        key.mac_column(column.as_column(), &mut macs);
        let expected = bytes(&vector["mac"]);
        assert!(macs.len() == 2 && macs.iter().all(|mac| mac[..] == expected[..]), "{}", vector["source"]);
        assert_eq!(key.mac(&message)[..], expected[..], "{}", vector["source"]);
    }
}

#[test]
fn hkdf_matches_rfc_5869_and_another_implementation() {
    let file = parse(include_str!("../../../corpora/vectors/hkdf.json"));
    let vectors = list(&file);
    assert_eq!(vectors.len(), 6);
    for vector in vectors {
        let hash = if vector["hash"] == "SM3" { Hash::Sm3 } else { Hash::Sha256 };
        let expected = bytes(&vector["okm"]);
        let mut okm = vec![0; expected.len()];
        hkdf(hash, &bytes(&vector["ikm"]), &bytes(&vector["salt"]), &bytes(&vector["info"]), &mut okm).expect("short");
        assert_eq!(okm, expected, "{} {}", vector["hash"], vector["source"]);
    }
}

#[test]
fn pbkdf2_sm3_matches_other_implementations() {
    let file = parse(include_str!("../../../corpora/vectors/pbkdf2_hmac_sm3.json"));
    let vectors = list(&file);
    assert_eq!(vectors.len(), 6);
    for vector in vectors {
        let expected = bytes(&vector["dk"]);
        let mut dk = vec![0; expected.len()];
        let iterations = number(&vector["iterations"]);
        pbkdf2_sm3(&bytes(&vector["password"]), &bytes(&vector["salt"]), iterations, &mut dk).expect("iterations > 0");
        assert_eq!(dk, expected, "{iterations} iterations");
    }
}

#[test]
fn argon2id_matches_the_reference_implementation() {
    let file = parse(include_str!("../../../corpora/vectors/argon2id.json"));
    let vectors = list(&file);
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let cost = Argon2idCost {
            memory_kib: number(&vector["memory_kib"]),
            passes: number(&vector["passes"]),
            lanes: number(&vector["lanes"]),
        };
        let mut dk = [0; 32];
        argon2id(&bytes(&vector["password"]), &bytes(&vector["salt"]), cost, &mut dk).expect("cost within bounds");
        assert_eq!(dk[..], bytes(&vector["dk"])[..], "{}", vector["source"]);
    }
}

#[test]
fn key_derivation_refuses_parameters_outside_its_standard() {
    assert!(pbkdf2_sm3(b"p", b"12345678", 0, &mut [0; 32]).is_err());
    let no_pass = Argon2idCost { memory_kib: 64, passes: 0, lanes: 1 };
    assert!(argon2id(b"p", b"12345678", no_pass, &mut [0; 32]).is_err());
    assert!(hkdf(Hash::Sm3, b"k", b"", b"", &mut vec![0; 255 * 32 + 1]).is_err());
}

fn check_gcm(file: &Value, aead: Aead) -> usize {
    let applies = |vector: &&Value| vector["alg"] == aead.name() && bytes(&vector["iv"]).len() == 12;
    let vectors: Vec<_> = list(file).iter().filter(applies).collect();
    for vector in &vectors {
        let key = AeadKey::new(aead, &bytes(&vector["key"])).expect("a key of this algorithm");
        let nonce: [Nonce; 1] = [bytes(&vector["iv"]).try_into().expect("12 bytes")];
        let (aad, text) = (bytes(&vector["aad"]), bytes(&vector["plaintext"]));
        let expected = [nonce[0].to_vec(), bytes(&vector["ciphertext"]), bytes(&vector["tag"])].concat();
        let mut sealed = ColumnBuf::new();
        key.seal_column(&nonce, &aad, one(&text, &[0, text.len()]), &mut sealed).expect("one nonce, one value");
        let value = sealed.as_column().get(0).expect("one value");
        assert_eq!(value.len(), text.len() + AeadKey::OVERHEAD);
        assert_eq!(value[..expected.len()], expected[..], "{}", vector["source"]);
        let mut opened = ColumnBuf::new();
        key.open_column(&aad, sealed.as_column(), &mut opened).expect("it opens");
        assert_eq!(opened.as_column().get(0), Some(&text[..]), "{}", vector["source"]);
    }
    vectors.len()
}

fn check_siv(file: &Value, siv: Siv) -> usize {
    let applies = |vector: &&Value| vector["ad"].as_array().is_some_and(|ad| ad.len() == 1);
    let vectors: Vec<_> = list(file).iter().filter(applies).collect();
    for vector in &vectors {
        let key = SivKey::new(siv, &bytes(&vector["key"])).expect("a key of this algorithm");
        let (ad, text) = (bytes(&vector["ad"][0]), bytes(&vector["plaintext"]));
        let mut sealed = ColumnBuf::new();
        key.seal_column(&ad, one(&text, &[0, text.len()]), &mut sealed);
        assert_eq!(sealed.as_column().get(0), Some(&bytes(&vector["result"])[..]), "{} bytes", text.len());
        let mut opened = ColumnBuf::new();
        key.open_column(&ad, sealed.as_column(), &mut opened).expect("it opens");
        assert_eq!(opened.as_column().get(0), Some(&text[..]), "{} bytes", text.len());
    }
    vectors.len()
}

fn one<'a>(value: &'a [u8], offsets: &'a [usize]) -> Column<'a> {
    Column::try_new(value, offsets).expect("offsets fit")
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("vectors are JSON")
}

fn list(file: &Value) -> &[Value] {
    file["vectors"].as_array().expect("a list of vectors")
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|number| number.try_into().ok()).expect("a number")
}

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().expect("hex");
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hex")).collect()
}
