//! `reveal`: never panics, gives back exactly what was sealed for this place, and its errors hold nothing of a value.

use std::sync::{Arc, LazyLock};

use arbitrary::Arbitrary;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use arrow_schema::{DataType, Field, Schema};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use weimu::engine::Engine;
use weimu::error::{Error, ErrorKind, Lang};
use weimu::keys::{KeyHandle, Keyring, Passphrase};
use weimu::policy::Policy;
use weimu::transform::{
    Aead, Encrypt, NonceRange, Nonces, Place, RunSeed, Siv, TextBuffer, Texts, Tokenize, Transform, Unseal,
};

/// A column, and the texts in it.
#[derive(Arbitrary, Debug)]
pub struct Case {
    column: Column,
    layout: Layout,
    rows: Vec<Option<Vec<Piece>>>,
}

/// The columns of [`POLICY`].
#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Text,
    Encrypted,
    Token,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Layout {
    Utf8,
    LargeUtf8,
    Utf8View,
    Dictionary,
}

/// A row is its pieces, one after the other.
#[derive(Arbitrary, Debug)]
enum Piece {
    Any(String),
    Left,
    Right,
    /// One of the sealed values, changed.
    Sealed {
        which: u8,
        edits: Vec<Edit>,
    },
    /// The same between brackets.
    Embedded {
        which: u8,
        edits: Vec<Edit>,
    },
    /// The prefix of a form, and these bytes encoded.
    Forged {
        token: bool,
        bytes: Vec<u8>,
    },
}

/// A change of a sealed value. Places are taken modulo its length.
#[derive(Arbitrary, Debug)]
enum Edit {
    Replace {
        at: u16,
        with: char,
    },
    Insert {
        at: u16,
        with: char,
    },
    Remove {
        at: u16,
    },
    Cut {
        at: u16,
    },
    /// A bit of what the characters encode.
    Flip {
        bit: u16,
    },
    /// Bytes behind what the characters encode.
    Extend {
        bytes: [u8; 3],
    },
}

const POLICY: &str = "
weimu: 1
dataset: d
crypto: any
keys: { k: { keyring: person } }
scenarios:
  s:
    types:
      id_card: { op: tokenize, key: k, domain: person }
      mobile:  { op: encrypt, key: k }
columns:
  text:      { scan: text }
  encrypted: { op: encrypt, key: k }
  token:     { op: tokenize, key: k, domain: person }
checks: { leak: off }
";

const PLAIN: [&str; 5] = [
    "",
    "110101199003072316",
    "帷幕 ⟦wm1.⟧ \u{0}",
    "⟦wt1.AgEBAgMEAAAAAAAAAAAAAAAAAAAAAA⟧",
    "a text of more than two blocks of sixteen",
];

impl Case {
    /// # Panics
    /// If something does not hold.
    pub fn check(&self) {
        let world = &*WORLD;
        let rows: Vec<Option<String>> =
            self.rows.iter().map(|row| row.as_ref().map(|row| text_of(row, world))).collect();
        let expected: Vec<Option<Option<String>>> = rows
            .iter()
            .map(|row| row.as_ref().map_or(Some(None), |text| world.revealed(self.column, text).map(Some)))
            .collect();
        let refused = expected.iter().position(Option::is_none);
        self.check_engine(world, &rows, &expected, refused);
        if self.column != Column::Text {
            self.check_transform(world, &rows, &expected, refused);
        }
    }

    fn check_engine(
        &self,
        world: &World,
        rows: &[Option<String>],
        expected: &[Option<Option<String>>],
        refused: Option<usize>,
    ) {
        let engine = &world.engines[self.column as usize][self.layout as usize];
        let array = self.layout.array(rows);
        let batch = RecordBatch::try_new(engine.input_schema().clone(), vec![array]).expect("one column");
        match engine.start(&world.seed).apply(&batch) {
            Ok(output) => {
                assert_eq!(refused, None, "a row was revealed that nobody sealed");
                let opened = texts(output.column(0));
                assert!(opened.iter().map(Some).eq(expected.iter().map(Option::as_ref)), "another text was revealed");
            }
            Err(error) => {
                let row = refused.map(|row| row as u64);
                check_error(&error, row, Some(self.column.name()));
            }
        }
    }

    fn check_transform(
        &self,
        world: &World,
        rows: &[Option<String>],
        expected: &[Option<Option<String>>],
        refused: Option<usize>,
    ) {
        let mut out = TextBuffer::default();
        match world.unseals[self.column as usize - 1].apply(rows, NonceRange::NONE, &mut out) {
            Ok(tally) => {
                assert_eq!(refused, None, "a row was revealed that nobody sealed");
                assert_eq!(tally.values, rows.iter().flatten().count() as u64);
                let opened: Vec<_> = (0..out.len()).map(|row| out.get(row)).collect();
                assert!(opened.iter().eq(expected.iter().flatten().map(Option::as_deref).collect::<Vec<_>>().iter()));
            }
            Err(error) => check_error(&error, refused.map(|row| row as u64), None),
        }
    }
}

/// The error is of a kind without a value, says which row, and is worded by these two alone.
fn check_error(error: &Error, refused: Option<u64>, column: Option<&str>) {
    let row = refused.expect("what was sealed is revealed");
    let of_the_input = match error.kind() {
        ErrorKind::Unauthentic | ErrorKind::NotSealed => true,
        ErrorKind::KeyIdMissing { id } => *id != WORLD.key.primary().0,
        _ => false,
    };
    assert!(of_the_input, "another kind of error: {:?}", error.kind());
    assert_eq!((error.at().row, error.at().column.as_deref()), (Some(row), column));
    let bare = Error::from(error.kind().clone()).in_row(row);
    let bare = if let Some(column) = column { bare.in_column(column) } else { bare };
    for lang in [Lang::En, Lang::Zh] {
        assert_eq!(error.message(lang), bare.message(lang));
    }
    assert_eq!(format!("{error:?}"), format!("{bare:?}"));
}

/// Keys, and values that were sealed with them.
struct World {
    key: KeyHandle,
    seed: RunSeed,
    sealed: Vec<Sealed>,
    /// By column and layout.
    engines: Vec<Vec<Arc<Engine>>>,
    /// Of the columns other than text.
    unseals: [Transform; 2],
}

struct Sealed {
    surrogate: String,
    plain: &'static str,
    columns: &'static [Column],
}

static WORLD: LazyLock<World> = LazyLock::new(World::new);

impl World {
    fn new() -> Self {
        let file = include_str!("../../../corpora/vectors/weimu_keyring.json");
        let file: serde_json::Value = serde_json::from_str(file).expect("JSON");
        let passphrase = Passphrase::new(file["passphrase"].as_str().expect("a passphrase").to_owned());
        let keyring = Keyring::from_json(file["vectors"][0].to_string().as_bytes(), &passphrase).expect("a keyring");
        let key = keyring.key("person").expect("a key");
        let policy = Policy::parse(POLICY).unwrap_or_else(|error| panic!("{error}"));
        let engine = |column: Column, layout: Layout| {
            let schema = Arc::new(Schema::new(vec![Field::new(column.name(), layout.data_type(), true)]));
            let plan = policy.compile_reveal(None, &schema, None, &keyring).unwrap_or_else(|error| panic!("{error}"));
            Arc::new(Engine::new(plan, schema).expect("the plan fits the schema"))
        };
        let engines = Column::ALL.map(|column| Layout::ALL.map(|layout| engine(column, layout)).to_vec()).to_vec();
        let unseals = [
            Transform::Unseal(Unseal::encrypted(&key, &Place::new("d", "encrypted")).expect("a key")),
            Transform::Unseal(Unseal::token(&key, "person").expect("a key")),
        ];
        Self { sealed: sealed(&key), key, seed: RunSeed::random().expect("randomness"), engines, unseals }
    }

    /// What a row is to become; nothing if it is to be refused.
    fn revealed(&self, column: Column, text: &str) -> Option<String> {
        if column != Column::Text || looks_sealed(text) {
            return self.opened(column, text);
        }
        let mut revealed = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('⟦') {
            let (before, bracket) = rest.split_at(at);
            let inner = &bracket['⟦'.len_utf8()..];
            revealed.push_str(before);
            let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(inner.len());
            let (surrogate, after) = inner.split_at(end);
            match after.strip_prefix('⟧') {
                Some(after) if looks_sealed(surrogate) => {
                    revealed.push_str(&self.opened(column, surrogate)?);
                    rest = after;
                }
                _ => {
                    revealed.push('⟦');
                    rest = inner;
                }
            }
        }
        revealed.push_str(rest);
        Some(revealed)
    }

    fn opened(&self, column: Column, surrogate: &str) -> Option<String> {
        let sealed = self.sealed.iter().find(|sealed| sealed.surrogate == surrogate)?;
        sealed.columns.contains(&column).then(|| sealed.plain.to_owned())
    }
}

/// Every plain text, sealed in every way: for the columns of the policy, and for places that they must not open.
fn sealed(key: &KeyHandle) -> Vec<Sealed> {
    const NOWHERE: &[Column] = &[];
    let places: [(&str, &str, &'static [Column]); 4] = [
        ("d", "text", &[Column::Text]),
        ("d", "encrypted", &[Column::Encrypted]),
        ("d", "other", NOWHERE),
        ("other", "text", NOWHERE),
    ];
    let domains: [(&str, &'static [Column]); 2] = [("person", &[Column::Text, Column::Token]), ("other", NOWHERE)];
    let mut all = Vec::new();
    for (number, (dataset, name, columns)) in (0..).zip(places) {
        for aead in Aead::ALL {
            let encrypt = Encrypt::new(key, aead, &Place::new(dataset, name)).expect("a key");
            all.extend(sealed_by(&Transform::Encrypt(encrypt), number, columns));
        }
    }
    for (domain, columns) in domains {
        for siv in Siv::ALL {
            let tokenize = Tokenize::new(key, siv, domain).expect("a key");
            all.extend(sealed_by(&Transform::Tokenize(tokenize), 0, columns));
        }
    }
    all
}

fn sealed_by(transform: &Transform, number: u32, columns: &'static [Column]) -> Vec<Sealed> {
    let nonces = Nonces::new(&[1; 32], number).reserve(PLAIN.len() as u64).expect("within the limit");
    let mut out = TextBuffer::default();
    transform.apply(&PLAIN.map(Some)[..], nonces, &mut out).expect("it is sealed");
    let surrogates = (0..out.len()).map(|row| out.get(row).expect("not null").to_owned());
    surrogates.zip(PLAIN).map(|(surrogate, plain)| Sealed { surrogate, plain, columns }).collect()
}

/// The form of sealed values as `SECURITY.md` describes it, whatever the bits left over are.
fn looks_sealed(text: &str) -> bool {
    let (body, form, overhead) = match (text.strip_prefix("wm1."), text.strip_prefix("wt1.")) {
        (Some(body), _) => (body, 1, 12 + 16),
        (_, Some(body)) => (body, 2, 16),
        _ => return false,
    };
    let in_alphabet = body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let header = body.get(..8).and_then(|header| BASE64_URL_SAFE_NO_PAD.decode(header).ok());
    let known = header.is_some_and(|header| header[0] == form && (1..=2).contains(&header[1]));
    in_alphabet && known && body.len() % 4 != 1 && body.len() * 6 / 8 >= 6 + overhead
}

fn text_of(pieces: &[Piece], world: &World) -> String {
    pieces.iter().map(|piece| piece.text(world)).collect()
}

impl Piece {
    fn text(&self, world: &World) -> String {
        let changed = |which: u8, edits: &[Edit]| {
            let mut text = world.sealed[usize::from(which) % world.sealed.len()].surrogate.clone();
            edits.iter().take(16).for_each(|edit| edit.apply(&mut text));
            text
        };
        match self {
            Self::Any(text) => text.clone(),
            Self::Left => "⟦".to_owned(),
            Self::Right => "⟧".to_owned(),
            Self::Sealed { which, edits } => changed(*which, edits),
            Self::Embedded { which, edits } => format!("⟦{}⟧", changed(*which, edits)),
            Self::Forged { token, bytes } => {
                let prefix = if *token { "wt1." } else { "wm1." };
                prefix.to_owned() + &BASE64_URL_SAFE_NO_PAD.encode(bytes)
            }
        }
    }
}

impl Edit {
    fn apply(&self, text: &mut String) {
        let mut chars: Vec<char> = text.chars().collect();
        let at = |place: u16| usize::from(place) % (chars.len() + 1);
        match *self {
            Self::Replace { at: place, with } => {
                let place = at(place);
                if let Some(c) = chars.get_mut(place) {
                    *c = with;
                }
            }
            Self::Insert { at: place, with } => chars.insert(at(place), with),
            Self::Remove { at: place } => {
                let place = at(place);
                if place < chars.len() {
                    chars.remove(place);
                }
            }
            Self::Cut { at: place } => chars.truncate(at(place)),
            Self::Flip { bit } => return encoded_again(text, |bytes| flip(bytes, bit)),
            Self::Extend { bytes: more } => return encoded_again(text, |bytes| bytes.extend(more)),
        }
        *text = chars.into_iter().collect();
    }
}

fn flip(bytes: &mut [u8], bit: u16) {
    let bit = usize::from(bit) % (8 * bytes.len().max(1));
    if let Some(byte) = bytes.get_mut(bit / 8) {
        *byte ^= 1 << (bit % 8);
    }
}

fn encoded_again(text: &mut String, change: impl FnOnce(&mut Vec<u8>)) {
    let Some((prefix, body)) = text.split_at_checked(4) else { return };
    if let Ok(mut bytes) = BASE64_URL_SAFE_NO_PAD.decode(body) {
        change(&mut bytes);
        *text = prefix.to_owned() + &BASE64_URL_SAFE_NO_PAD.encode(bytes);
    }
}

impl Column {
    const ALL: [Self; 3] = [Self::Text, Self::Encrypted, Self::Token];

    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Encrypted => "encrypted",
            Self::Token => "token",
        }
    }
}

impl Layout {
    const ALL: [Self; 4] = [Self::Utf8, Self::LargeUtf8, Self::Utf8View, Self::Dictionary];

    fn data_type(self) -> DataType {
        match self {
            Self::Utf8 => DataType::Utf8,
            Self::LargeUtf8 => DataType::LargeUtf8,
            Self::Utf8View => DataType::Utf8View,
            Self::Dictionary => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        }
    }

    fn array(self, rows: &[Option<String>]) -> ArrayRef {
        let rows = rows.iter().map(Option::as_deref);
        match self {
            Self::Utf8 => Arc::new(rows.collect::<StringArray>()),
            Self::LargeUtf8 => Arc::new(rows.collect::<LargeStringArray>()),
            Self::Utf8View => Arc::new(rows.collect::<StringViewArray>()),
            Self::Dictionary => Arc::new(rows.collect::<DictionaryArray<Int32Type>>()),
        }
    }
}

fn texts(array: &ArrayRef) -> Vec<Option<String>> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().map(owned).collect(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().map(owned).collect(),
        DataType::Utf8View => array.as_string_view().iter().map(owned).collect(),
        DataType::Dictionary(..) => {
            let dictionary = array.as_dictionary::<Int32Type>();
            let values = dictionary.values().as_string::<i32>();
            let keys = dictionary.keys().iter();
            keys.map(|key| key.map(|key| values.value(key as usize).to_owned())).collect()
        }
        other => panic!("a column of {other}"),
    }
}
