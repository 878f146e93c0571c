//! Formats that outlive a release: keyrings and sealed values computed by other implementations from `SECURITY.md`.

use serde_json::Value;
use weimu::error::ErrorKind;
use weimu::keys::{KeyHandle, KeyId, KeyState, Keyring, Passphrase, Profile};
use weimu::transform::{
    Aead, Encrypt, Ff1, Fpe, FpeFormat, Hash, KeptPart, Mac, NonceRange, Nonces, Place, Restore, Siv, TextBuffer,
    Texts, Tokenize, Transform, Unseal,
};

#[test]
fn keyrings_written_by_others_open() {
    let file = parse(include_str!("../../corpora/vectors/weimu_keyring.json"));
    let documents = file["vectors"].as_array().expect("a list of keyrings");
    assert_eq!(documents.len(), 2);
    for (document, profile) in documents.iter().zip([Profile::Gm, Profile::Intl]) {
        let keyring = keyring(&file, document);
        assert_eq!(keyring.profile(), profile);
        let list: Vec<_> = keyring
            .list()
            .iter()
            .map(|info| (info.name.clone(), info.id.0, info.state, info.primary, info.created.to_string()))
            .collect();
        let person = |id, state, primary, created: &str| ("person".to_owned(), id, state, primary, created.to_owned());
        let expected = [
            person(5, KeyState::Destroyed, false, "2026-01-31"),
            person(9, KeyState::Disabled, false, "2026-02-28"),
            person(0x0102_0304, KeyState::Enabled, true, "2026-11-22"),
        ];
        assert_eq!(list, expected);
        let wrong = Keyring::from_json(document.to_string().as_bytes(), &Passphrase::new("帷幕".to_owned()));
        assert_eq!(*wrong.expect_err("another passphrase").kind(), ErrorKind::Passphrase);
    }
}

#[test]
fn values_sealed_by_others_are_the_same_byte_for_byte_and_open() {
    let file = parse(include_str!("../../corpora/vectors/weimu_sealed.json"));
    let vectors = file["vectors"].as_array().expect("a list of vectors");
    assert_eq!(vectors.len(), 6);
    let keyrings = parse(include_str!("../../corpora/vectors/weimu_keyring.json"));
    let key = keyring(&keyrings, &keyrings["vectors"][0]).key("person").expect("it is there");
    assert_eq!(key.primary(), KeyId(0x0102_0304));
    let values = texts(&file["values"]);
    for vector in vectors {
        let (transform, inverse) = operation(&file, vector, &key);
        let expected = texts(&vector["results"]);
        assert_eq!(applied(&transform, &values, nonces(values.len())), expected, "{} {}", vector["op"], vector["alg"]);
        if let Some(inverse) = inverse {
            assert!(transform.is_reversible());
            assert_eq!(applied(&inverse, &expected, NonceRange::NONE), values, "{} {}", vector["op"], vector["alg"]);
        }
    }
}

#[test]
fn values_replaced_by_others_within_their_format_are_the_same_and_come_back() {
    let file = parse(include_str!("../../corpora/vectors/weimu_fpe.json"));
    let vectors = file["vectors"].as_array().expect("a list of vectors");
    assert_eq!(vectors.len(), 32);
    let keyrings = parse(include_str!("../../corpora/vectors/weimu_keyring.json"));
    let key = keyring(&keyrings, &keyrings["vectors"][0]).key("person").expect("it is there");
    let domain = string(&file["domain"]);
    let mut in_format = 0;
    for vector in vectors {
        let format = format(vector);
        let ff1 = Ff1::ALL.into_iter().find(|ff1| ff1.name() == string(&vector["alg"])).expect("an algorithm");
        let fpe = Fpe::new(&key, key.primary(), ff1, &format, domain).expect("usable");
        let (values, expected) = (texts(&vector["values"]), texts(&vector["results"]));
        let transform = Transform::Fpe(fpe);
        assert_eq!(applied(&transform, &values, NonceRange::NONE), expected, "{format:?} {ff1:?}");
        let inverse = Transform::Restore(Restore::new(&key, key.primary(), ff1, &format, domain).expect("usable"));
        assert_eq!(applied(&inverse, &expected, NonceRange::NONE), values, "{format:?} {ff1:?}");
        in_format += expected.iter().flatten().filter(|result| !result.starts_with("wt1.")).count();
    }
    assert_eq!(in_format, 152);
}

fn format(vector: &Value) -> FpeFormat {
    let kept = string(&vector["kept"]);
    let keep =
        KeptPart::ALL.iter().filter(|(_, name)| kept.split(' ').any(|word| word == *name)).map(|(part, _)| *part);
    let (keep, keep_prefix) = (keep.collect(), kept.parse().unwrap_or(0));
    match string(&vector["format"]) {
        "id_card" => FpeFormat::IdCard { keep },
        "uscc" => FpeFormat::Uscc { keep },
        "mobile" => FpeFormat::Mobile { keep_prefix },
        "bank_card" => FpeFormat::BankCard { keep_prefix },
        "plate" => FpeFormat::Plate { keep },
        other => {
            assert_eq!(other, "text");
            FpeFormat::Text { alphabet: string(&vector["alphabet"]).to_owned(), keep_prefix }
        }
    }
}

fn operation(file: &Value, vector: &Value, key: &KeyHandle) -> (Transform, Option<Transform>) {
    let place = Place::new(string(&file["dataset"]), string(&file["column"]));
    let domain = string(&file["domain"]);
    let named = |name: &str| string(&vector["alg"]) == name;
    match string(&vector["op"]) {
        "encrypt" => {
            let aead = Aead::ALL.into_iter().find(|aead| named(aead.name())).expect("an algorithm");
            let inverse = Unseal::encrypted(key, &place).expect("usable");
            (Transform::Encrypt(Encrypt::new(key, aead, &place).expect("usable")), Some(Transform::Unseal(inverse)))
        }
        "tokenize" => {
            let siv = Siv::ALL.into_iter().find(|siv| named(siv.name())).expect("an algorithm");
            let inverse = Unseal::token(key, domain).expect("usable");
            (Transform::Tokenize(Tokenize::new(key, siv, domain).expect("usable")), Some(Transform::Unseal(inverse)))
        }
        other => {
            assert_eq!(other, "hash");
            let mac = Mac::ALL.into_iter().find(|mac| named(mac.name())).expect("an algorithm");
            (Transform::Hash(Hash::new(key, mac, domain, None).expect("usable")), None)
        }
    }
}

fn nonces(count: usize) -> NonceRange {
    Nonces::new(&[3; 32], 5).reserve(count as u64).expect("within the limit")
}

fn applied(transform: &Transform, input: &[Option<String>], nonces: NonceRange) -> Vec<Option<String>> {
    let mut out = TextBuffer::default();
    transform.apply(input, nonces, &mut out).expect("it applies");
    (0..out.len()).map(|row| out.get(row).map(str::to_owned)).collect()
}

fn keyring(file: &Value, document: &Value) -> Keyring {
    let passphrase = Passphrase::new(string(&file["passphrase"]).to_owned());
    Keyring::from_json(document.to_string().as_bytes(), &passphrase).expect("it opens")
}

fn texts(list: &Value) -> Vec<Option<String>> {
    list.as_array().expect("a list").iter().map(|text| Some(string(text).to_owned())).collect()
}

fn string(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("vectors are JSON")
}
