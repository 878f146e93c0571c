//! What type every key has, learned from all lines.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::line::malformed;
use crate::error::{Error, Phrase, Result};

/// The type of the values seen so far in one place.
#[derive(Default)]
pub(super) enum Shape {
    /// Nothing, or `null` alone.
    #[default]
    Unknown,
    Bool,
    Number(Number),
    Text,
    List(Box<Self>),
    Object(Object),
}

/// The numbers of one place.
#[derive(Clone, Copy, Default)]
pub(super) struct Number {
    /// One is negative.
    negative: bool,
    /// One is greater than `i64` holds.
    large: bool,
    /// One is an integer that a double cannot hold exactly.
    wide: bool,
    /// One is written as a fraction or with an exponent.
    fraction: bool,
}

/// The keys of one place.
#[derive(Default)]
pub(super) struct Object {
    fields: Vec<Key>,
    places: HashMap<String, usize>,
    /// Objects seen.
    seen: u64,
}

struct Key {
    name: String,
    shape: Shape,
    /// Which object had it last, counted as in [`Object::seen`].
    last: u64,
}

/// What a pass over all lines learned.
#[derive(Default)]
pub(super) struct Learned {
    root: Object,
    saw_null: bool,
}

impl Learned {
    /// Takes one line into account.
    ///
    /// # Errors
    /// When it is not one JSON object, or does not fit the lines before. The error names the key.
    pub(super) fn line(&mut self, line: &str) -> Result<()> {
        if !line.trim_ascii_start().starts_with('{') {
            return Err(malformed(Phrase::new("a line is not an object", "有一行不是 JSON 对象")));
        }
        let mut notes = Notes { saw_null: false, fault: None, path: Vec::new() };
        let mut parser = serde_json::Deserializer::from_str(line);
        let read = parser.deserialize_map(Keys { object: &mut self.root, notes: &mut notes });
        let read = read.and_then(|()| parser.end());
        self.saw_null |= notes.saw_null;
        read.map_err(|_| notes.into_error())
    }

    /// Whether any line writes a `null`.
    pub(super) fn saw_null(&self) -> bool {
        self.saw_null
    }

    /// The schema of all lines.
    pub(super) fn fields(&self) -> Fields {
        self.root.fields()
    }
}

impl Shape {
    fn data_type(&self) -> DataType {
        match self {
            Self::Unknown | Self::Text => DataType::Utf8,
            Self::Bool => DataType::Boolean,
            Self::Number(Number { fraction: true, .. }) => DataType::Float64,
            Self::Number(Number { large: true, .. }) => DataType::UInt64,
            Self::Number(_) => DataType::Int64,
            Self::List(item) => DataType::List(Arc::new(Field::new_list_field(item.data_type(), true))),
            Self::Object(object) => DataType::Struct(object.fields()),
        }
    }
}

impl Number {
    fn with(self, other: Self) -> Self {
        Self {
            negative: self.negative | other.negative,
            large: self.large | other.large,
            wide: self.wide | other.wide,
            fraction: self.fraction | other.fraction,
        }
    }

    /// Whether one 64-bit type, of integers or of doubles, holds all of them exactly.
    fn has_type(self) -> bool {
        !(self.negative && self.large || self.fraction && self.wide)
    }
}

impl Object {
    fn fields(&self) -> Fields {
        self.fields.iter().map(|key| Field::new(&key.name, key.shape.data_type(), true)).collect()
    }

    /// The place of a key, a new one if it was not seen before.
    fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.fields.len();
        self.places.insert(name.to_owned(), place);
        self.fields.push(Key { name: name.to_owned(), shape: Shape::Unknown, last: 0 });
        place
    }
}

/// What is wrong with a line beyond its syntax.
#[derive(Clone, Copy)]
enum Fault {
    DuplicateKey,
    TwoTypes,
    Inexact,
}

/// What the visitors of one line leave behind: the parser's own error has no place for it, and may quote the line.
struct Notes {
    saw_null: bool,
    fault: Option<Fault>,
    /// The key of the fault, innermost part first.
    path: Vec<String>,
}

impl Notes {
    fn fail<E: serde::de::Error>(&mut self, fault: Fault) -> E {
        self.fault = Some(fault);
        E::custom("")
    }

    fn into_error(mut self) -> Error {
        let error = malformed(match self.fault {
            None => Phrase::new("a line is not well-formed JSON", "有一行不是合法的 JSON"),
            Some(Fault::DuplicateKey) => Phrase::new("an object has a key twice", "对象中有重复的键"),
            Some(Fault::TwoTypes) => {
                Phrase::new("the value has another type than on the lines before", "值的类型与前面各行不同")
            }
            Some(Fault::Inexact) => Phrase::new(
                "no 64-bit number type holds this and the values before exactly; write such numbers as text",
                "没有 64 位数值类型能精确表示该值与前面的值;请将此类数值写作文本",
            ),
        });
        if self.fault.is_none() || self.path.is_empty() {
            return error;
        }
        self.path.reverse();
        error.in_column(&self.path.join("."))
    }
}

/// Reads one value into its shape.
struct Value<'a> {
    shape: &'a mut Shape,
    notes: &'a mut Notes,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.notes.saw_null = true;
        Ok(())
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        match self.shape {
            Shape::Unknown => *self.shape = Shape::Bool,
            Shape::Bool => {}
            _ => return Err(self.notes.fail(Fault::TwoTypes)),
        }
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        match self.shape {
            Shape::Unknown => *self.shape = Shape::Text,
            Shape::Text => {}
            _ => return Err(self.notes.fail(Fault::TwoTypes)),
        }
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        let large = i64::try_from(value).is_err();
        self.number(Number { large, wide: value > EXACT_IN_DOUBLE, ..Number::default() })
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        let wide = value.unsigned_abs() > EXACT_IN_DOUBLE;
        self.number(Number { negative: value < 0, wide, ..Number::default() })
    }

    /// The parser gives an integer that no 64-bit type holds as a double too, already rounded.
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        if value.fract() == 0.0 && value.abs() >= BEYOND_INTEGERS {
            return Err(self.notes.fail(Fault::Inexact));
        }
        self.number(Number { fraction: true, ..Number::default() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if matches!(self.shape, Shape::Unknown) {
            *self.shape = Shape::List(Box::default());
        }
        let Shape::List(item) = self.shape else {
            return Err(self.notes.fail(Fault::TwoTypes));
        };
        while items.next_element_seed(Value { shape: item, notes: self.notes })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        if matches!(self.shape, Shape::Unknown) {
            *self.shape = Shape::Object(Object::default());
        }
        let Shape::Object(object) = self.shape else {
            return Err(self.notes.fail(Fault::TwoTypes));
        };
        Keys { object, notes: self.notes }.visit_map(entries)
    }
}

impl Value<'_> {
    fn number<E: serde::de::Error>(self, number: Number) -> Result<(), E> {
        let all = match self.shape {
            Shape::Unknown => number,
            Shape::Number(before) => before.with(number),
            _ => return Err(self.notes.fail(Fault::TwoTypes)),
        };
        if !all.has_type() {
            return Err(self.notes.fail(Fault::Inexact));
        }
        *self.shape = Shape::Number(all);
        Ok(())
    }
}

/// Reads the keys and values of one object.
struct Keys<'a> {
    object: &'a mut Object,
    notes: &'a mut Notes,
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.object.seen += 1;
        let seen = self.object.seen;
        while let Some(place) = entries.next_key_seed(KeyPlace(self.object))? {
            let key = self.object.fields.get_mut(place);
            let key = key.ok_or_else(|| A::Error::custom(""))?;
            let read = match key.last == seen {
                true => Err(self.notes.fail(Fault::DuplicateKey)),
                false => entries.next_value_seed(Value { shape: &mut key.shape, notes: self.notes }),
            };
            key.last = seen;
            if read.is_err() {
                self.notes.path.push(key.name.clone());
            }
            read?;
        }
        Ok(())
    }
}

/// Reads a key as its place.
struct KeyPlace<'a>(&'a mut Object);

impl<'de> DeserializeSeed<'de> for KeyPlace<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyPlace<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, name: &str) -> Result<usize, E> {
        Ok(self.0.place(name))
    }
}

/// Every integer up to this is a double.
const EXACT_IN_DOUBLE: u64 = 1 << 53;
/// 2^63: a double from here on may stand for an integer that was rounded.
const BEYOND_INTEGERS: f64 = 9_223_372_036_854_775_808.0;
