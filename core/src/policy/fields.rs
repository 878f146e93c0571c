//! Taking a node apart: what should be there is returned, what should not is a fault.

use super::fault_list::{FaultList, shown};
use super::node::{Entry, Mark, Node, Value, joined};
use super::suggestion::{listed, nearest};
use crate::error::{FaultKind, Phrase};

/// A node with the path that leads to it.
#[derive(Clone)]
pub(super) struct Item<'n> {
    pub(super) path: String,
    /// Of the key if there is one, else of the node.
    pub(super) mark: Mark,
    pub(super) node: &'n Node,
}

impl<'n> Item<'n> {
    /// The whole document.
    pub(super) fn root(node: &'n Node) -> Self {
        Self { path: String::new(), mark: node.mark, node }
    }

    /// A value with a place to point at.
    pub(super) fn marked<T>(&self, value: T) -> Marked<T> {
        Marked { value, mark: self.node.mark, path: self.path.clone() }
    }

    pub(super) fn fault(&self, kind: FaultKind, faults: &mut FaultList) {
        faults.push(self.node.mark, &self.path, kind);
    }

    pub(super) fn fields(&self, faults: &mut FaultList) -> Option<Fields<'n>> {
        match &self.node.value {
            Value::Map(entries) => Some(Fields { path: self.path.clone(), mark: self.mark, entries }),
            _ => self.wrong(Phrase::new("a mapping (`{ name: value }`)", "映射(`{ 名称: 值 }`)"), faults),
        }
    }

    pub(super) fn text(&self, faults: &mut FaultList) -> Option<&'n str> {
        match &self.node.value {
            Value::Text(text) => Some(text),
            Value::Int(_) | Value::Float(_) | Value::Bool(_) => {
                self.wrong(Phrase::new("text, in quotes,", "文本(请加引号)"), faults)
            }
            _ => self.wrong(Phrase::new("text", "文本"), faults),
        }
    }

    /// Text that is a name: not empty, one line.
    pub(super) fn name(&self, faults: &mut FaultList) -> Option<&'n str> {
        let text = self.text(faults)?;
        if text.trim().is_empty() || text.contains(char::is_control) {
            return self.wrong(Phrase::new("a name", "名称"), faults);
        }
        Some(text)
    }

    pub(super) fn count(&self, faults: &mut FaultList) -> Option<usize> {
        const MOST: i128 = 1_000_000;
        match self.node.value {
            Value::Int(number) if (0..=MOST).contains(&number) => usize::try_from(number).ok(),
            Value::Int(_) => {
                self.fault(
                    FaultKind::OutOfRange { expected: Phrase::new("from 0 to 1,000,000", "0 到 1000000") },
                    faults,
                );
                None
            }
            _ => self.wrong(Phrase::new("a whole number", "整数"), faults),
        }
    }

    pub(super) fn width(&self, faults: &mut FaultList) -> Option<f64> {
        let width = match self.node.value {
            Value::Int(number) => number as f64,
            Value::Float(number) => number,
            _ => return self.wrong(Phrase::new("a number", "数字"), faults),
        };
        if !width.is_finite() || width <= 0.0 {
            self.fault(FaultKind::OutOfRange { expected: Phrase::new("greater than 0", "大于 0") }, faults);
            return None;
        }
        Some(width)
    }

    pub(super) fn boolean(&self, faults: &mut FaultList) -> Option<bool> {
        match self.node.value {
            Value::Bool(value) => Some(value),
            _ => self.wrong(Phrase::new("`true` or `false`", "`true` 或 `false`"), faults),
        }
    }

    pub(super) fn items(&self, faults: &mut FaultList) -> Option<Vec<Item<'n>>> {
        match &self.node.value {
            Value::List(nodes) => {
                Some(nodes.iter().map(|node| Item { path: self.path.clone(), mark: node.mark, node }).collect())
            }
            _ => self.wrong(Phrase::new("a list (`[a, b]`)", "列表(`[a, b]`)"), faults),
        }
    }

    /// Two numbers `[first, last]`, counted from 1.
    pub(super) fn range(&self, faults: &mut FaultList) -> Option<(usize, usize)> {
        let items = self.items(faults)?;
        let [first, last] = items.as_slice() else {
            self.fault(FaultKind::RangeReversed, faults);
            return None;
        };
        let (first, last) = (first.count(faults), last.count(faults));
        let (first, last) = (first?, last?);
        if first == 0 || first > last {
            self.fault(FaultKind::RangeReversed, faults);
            return None;
        }
        Some((first, last))
    }

    /// The member of a closed set that the text names.
    pub(super) fn one_of<T: Copy>(&self, what: Phrase, set: &[(&'static str, T)], faults: &mut FaultList) -> Option<T> {
        let word = self.text(faults)?;
        if let Some((_, member)) = set.iter().find(|(name, _)| *name == word) {
            return Some(*member);
        }
        let known = || set.iter().map(|(name, _)| *name);
        self.unknown(what, word, known(), faults);
        None
    }

    /// The fault of a word outside a closed set.
    pub(super) fn unknown<'w>(
        &self,
        what: Phrase,
        word: &str,
        known: impl Iterator<Item = &'w str> + Clone,
        faults: &mut FaultList,
    ) {
        let suggestion = nearest(word, known.clone());
        self.fault(FaultKind::UnknownWord { what, word: shown(word), known: listed(known), suggestion }, faults);
    }

    /// The fault of a key outside a closed set: it points at the key.
    pub(super) fn unknown_key<'w>(
        &self,
        what: Phrase,
        word: &str,
        known: impl Iterator<Item = &'w str> + Clone,
        faults: &mut FaultList,
    ) {
        let suggestion = nearest(word, known.clone());
        let kind = FaultKind::UnknownWord { what, word: shown(word), known: listed(known), suggestion };
        faults.push(self.mark, &self.path, kind);
    }

    fn wrong<T>(&self, expected: Phrase, faults: &mut FaultList) -> Option<T> {
        self.fault(FaultKind::WrongType { expected, found: self.node.what() }, faults);
        None
    }
}

/// The entries of one mapping.
pub(super) struct Fields<'n> {
    path: String,
    mark: Mark,
    entries: &'n [Entry],
}

impl<'n> Fields<'n> {
    pub(super) fn get(&self, name: &str) -> Option<Item<'n>> {
        self.iter().find(|(key, _)| *key == name).map(|(_, item)| item)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'n str, Item<'n>)> {
        self.entries.iter().map(|entry| {
            let item = Item { path: joined(&self.path, &entry.key), mark: entry.mark, node: &entry.value };
            (entry.key.as_str(), item)
        })
    }

    /// A fault for every entry that is not in `known`.
    pub(super) fn refuse_others(&self, known: &[&str], faults: &mut FaultList) {
        for (key, item) in self.iter().filter(|(key, _)| !known.contains(key)) {
            let suggestion = nearest(key, known.iter().copied());
            let kind = FaultKind::UnknownField { field: shown(key), known: listed(known.iter().copied()), suggestion };
            faults.push(item.mark, &item.path, kind);
        }
    }

    pub(super) fn fault(&self, kind: FaultKind, faults: &mut FaultList) {
        faults.push(self.mark, &self.path, kind);
    }

    /// A value with the place of the mapping.
    pub(super) fn marked<T>(&self, value: T) -> Marked<T> {
        Marked { value, mark: self.mark, path: self.path.clone() }
    }
}

/// Something read from the document, and where.
#[derive(Clone, Debug)]
pub(super) struct Marked<T> {
    pub(super) value: T,
    pub(super) mark: Mark,
    pub(super) path: String,
}

impl<T> Marked<T> {
    pub(super) fn fault(&self, kind: FaultKind, faults: &mut FaultList) {
        faults.push(self.mark, &self.path, kind);
    }
}
