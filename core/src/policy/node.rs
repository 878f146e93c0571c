//! Text to a tree of nodes that know their place.
//!
//! The one place that touches YAML. Duplicate keys, merge keys, tags and further documents are faults; nothing of the source text
//! is repeated in a fault except the key that is there twice.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Error, Spanned};

use super::fault_list::{FaultList, shown};
use crate::error::{FaultKind, Phrase};

/// A place in the document: line and character column from 1, or 0 and 0 for a built-in document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub(super) line: u32,
    pub(super) column: u32,
}

impl From<serde_saphyr::Location> for Mark {
    fn from(location: serde_saphyr::Location) -> Self {
        let cut = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Self { line: cut(location.line()), column: cut(location.column()) }
    }
}

/// A node and its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) mark: Mark,
    pub(super) value: Value,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) mark: Mark,
    pub(super) value: Node,
}

/// Nesting beyond this is no policy: the deepest path of one has six steps.
const MAX_DEPTH: usize = 32;
/// Ten thousand columns of ten fields; aliases cannot multiply beyond it.
const MAX_NODES: usize = 200_000;

impl Node {
    /// Reads one document; nothing when it is not well-formed. An entry that repeats a key is reported and left out.
    pub(super) fn parse(text: &str, faults: &mut FaultList) -> Option<Self> {
        let options = serde_saphyr::options! {
            budget: serde_saphyr::budget! {
                max_depth: MAX_DEPTH,
                max_documents: 2,
                max_nodes: MAX_NODES,
            },
            alias_limits: serde_saphyr::alias_limits! {
                max_total_replayed_events: MAX_NODES,
            },
            duplicate_keys: DuplicateKeyPolicy::PassThrough,
            merge_keys: MergeKeyPolicy::Error,
            reject_unsupported_tags: true,
            strict_booleans: true,
            leading_zero_numbers_as_strings: true,
            underscored_numbers_as_strings: true,
            with_snippet: false,
        };
        match serde_saphyr::from_str_with_options::<Spanned<Value>>(text, options) {
            Ok(spanned) => {
                let mut node = Self::from(spanned);
                node.take_out_duplicates("", faults);
                Some(node)
            }
            Err(error) => {
                faults.push(error.location().map(Mark::from).unwrap_or_default(), "", syntax_fault(&error));
                None
            }
        }
    }

    /// The same tree, without places: for documents that the user does not see.
    pub(super) fn unmarked(mut self) -> Self {
        self.mark = Mark::default();
        self.value = match self.value {
            Value::List(items) => Value::List(items.into_iter().map(Self::unmarked).collect()),
            Value::Map(entries) => Value::Map(entries.into_iter().map(Entry::unmarked).collect()),
            scalar => scalar,
        };
        self
    }

    /// The word for what the node is.
    pub(super) fn what(&self) -> Phrase {
        match self.value {
            Value::Null => Phrase::new("nothing", "空值"),
            Value::Bool(_) => Phrase::new("true or false", "布尔值"),
            Value::Int(_) | Value::Float(_) => Phrase::new("a number", "数字"),
            Value::Text(_) => Phrase::new("text", "文本"),
            Value::List(_) => Phrase::new("a list", "列表"),
            Value::Map(_) => Phrase::new("a mapping", "映射"),
        }
    }

    fn take_out_duplicates(&mut self, path: &str, faults: &mut FaultList) {
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.take_out_duplicates(path, faults)),
            Value::Map(entries) => {
                let mut first_lines = HashMap::new();
                entries.retain_mut(|entry| {
                    let path = joined(path, &entry.key);
                    if let Some(&first) = first_lines.get(&entry.key) {
                        faults.push(entry.mark, &path, FaultKind::DuplicateKey { key: shown(&entry.key), first });
                        return false;
                    }
                    first_lines.insert(entry.key.clone(), entry.mark.line);
                    entry.value.take_out_duplicates(&path, faults);
                    true
                });
            }
            _ => {}
        }
    }
}

impl Entry {
    fn unmarked(self) -> Self {
        Self { key: self.key, mark: Mark::default(), value: self.value.unmarked() }
    }
}

/// The path of `key` below `path`.
pub(super) fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { shown(key) } else { format!("{path}.{}", shown(key)) }
}

fn syntax_fault(error: &Error) -> FaultKind {
    match error.without_snippet() {
        Error::AliasError { .. } | Error::Budget { .. } => FaultKind::TooLarge,
        Error::AliasReplayLimitExceeded { .. } | Error::AliasReplayStackDepthExceeded { .. } => FaultKind::TooLarge,
        Error::MultipleDocuments { .. } => FaultKind::SeveralDocuments,
        Error::MergeKeyNotAllowed { .. } => FaultKind::MergeKey,
        Error::UnsupportedTag { .. } => FaultKind::Tag,
        Error::NullIntoString { .. } | Error::Unexpected { .. } => FaultKind::KeyNotText,
        _ => FaultKind::Syntax,
    }
}

impl From<Spanned<Value>> for Node {
    fn from(spanned: Spanned<Value>) -> Self {
        Self { mark: spanned.referenced.into(), value: spanned.value }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a policy")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Int(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(i128::try_from(value).map_or(Value::Float(value as f64), Value::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<Spanned<Value>>()? {
            list.push(item.into());
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = entries.next_key::<Spanned<String>>()? {
            let value = entries.next_value::<Spanned<Value>>()?;
            map.push(Entry { key: key.value, mark: key.referenced.into(), value: value.into() });
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorKind, Fault};

    fn faults(text: &str) -> Vec<Fault> {
        let mut faults = FaultList::default();
        Node::parse(text, &mut faults);
        match faults.into_result() {
            Ok(()) => Vec::new(),
            Err(error) => match error.kind() {
                ErrorKind::Policy(faults) => faults.clone(),
                other => panic!("{other:?}"),
            },
        }
    }

    fn places(text: &str) -> Vec<(u32, u32, String)> {
        let mut places = Vec::new();
        collect(&Node::parse(text, &mut FaultList::default()).unwrap(), "", &mut places);
        places
    }

    fn collect(node: &Node, path: &str, places: &mut Vec<(u32, u32, String)>) {
        let Value::Map(entries) = &node.value else { return };
        for entry in entries {
            let path = joined(path, &entry.key);
            places.push((entry.mark.line, entry.mark.column, path.clone()));
            places.push((entry.value.mark.line, entry.value.mark.column, format!("={path}")));
            collect(&entry.value, &path, places);
        }
    }

    #[test]
    fn every_key_and_value_knows_its_line_and_character_column() {
        let expected = [
            (1, 1, "身份证号"),
            (1, 7, "=身份证号"),
            (1, 9, "身份证号.op"),
            (1, 13, "=身份证号.op"),
            (2, 1, "b"),
            (3, 3, "=b"),
            (3, 3, "b.c"),
            (3, 6, "=b.c"),
        ];
        let expected = expected.map(|(line, column, path)| (line, column, path.to_owned()));
        assert_eq!(places("身份证号: { op: mask }\nb:\n  c: 1\n"), expected);
    }

    #[test]
    fn the_second_of_two_keys_is_a_fault_with_both_lines() {
        let key = || "身份证号".to_owned();
        let expected = Fault::new(4, 3, "columns.身份证号", FaultKind::DuplicateKey { key: key(), first: 2 });
        assert_eq!(faults("columns:\n  身份证号: 1\n  b: 2\n  身份证号: 3\n"), [expected]);
        assert_eq!(faults("{\"a\": 1,\n \"a\": 2}").len(), 1);
    }

    #[test]
    fn what_is_not_a_policy_is_one_fault() {
        let deep = "a: ".to_owned() + &"[".repeat(5000) + &"]".repeat(5000);
        let deep_map = (0..5000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n");
        for (text, kind) in [
            ("a: [1, 2", FaultKind::Syntax),
            ("a: 1\n---\nb: 2\n", FaultKind::SeveralDocuments),
            ("a: &x {b: 1}\nc: {<<: *x}\n", FaultKind::MergeKey),
            ("a: !include other.yaml\n", FaultKind::Tag),
            ("? [a, b]\n: 1\n", FaultKind::KeyNotText),
            (deep.as_str(), FaultKind::Syntax),
            (deep_map.as_str(), FaultKind::TooLarge),
        ] {
            let kinds: Vec<_> = faults(text).into_iter().map(|fault| fault.kind).collect();
            assert_eq!(kinds, [kind], "{}", text.chars().take(40).collect::<String>());
        }
    }

    #[test]
    fn words_that_other_readers_take_for_numbers_or_booleans_stay_text() {
        for word in ["no", "off", "yes", "010", "1_000"] {
            let mut faults = FaultList::default();
            let node = Node::parse(&format!("a: {word}"), &mut faults).unwrap();
            let Value::Map(entries) = node.value else { panic!() };
            assert!(matches!(&entries[0].value.value, Value::Text(text) if text == word), "{word}");
        }
    }
}
