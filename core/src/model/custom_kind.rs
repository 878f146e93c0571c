//! Kinds that a policy declares for itself.

use std::sync::{PoisonError, RwLock};

/// A kind `custom:<name>` of a policy's own.
///
/// Names are numbered once for the process, in the order in which policies declare them, and kept as long as it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomKind(u8);

/// The whole names by number.
static NAMES: RwLock<Vec<&'static str>> = RwLock::new(Vec::new());

impl CustomKind {
    /// How many of them one process can have.
    pub const MOST: usize = 32;
    /// What every name begins with.
    pub const PREFIX: &'static str = "custom:";

    /// The kind `custom:<name>`, declared now if it was not yet. Nothing if there are [`MOST`](Self::MOST) others.
    pub fn declare(name: &str) -> Option<Self> {
        let whole = format!("{}{name}", Self::PREFIX);
        let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = position(&names, &whole) {
            return Some(known);
        }
        let number = u8::try_from(names.len()).ok().filter(|&number| usize::from(number) < Self::MOST)?;
        names.push(whole.leak());
        Some(Self(number))
    }

    /// The declared kind with this whole name.
    pub fn from_name(whole: &str) -> Option<Self> {
        position(&NAMES.read().unwrap_or_else(PoisonError::into_inner), whole)
    }

    /// The whole name.
    pub fn name(self) -> &'static str {
        let names = NAMES.read().unwrap_or_else(PoisonError::into_inner);
        names.get(usize::from(self.0)).copied().unwrap_or(Self::PREFIX)
    }

    /// The number, below [`MOST`](Self::MOST).
    pub(super) fn number(self) -> usize {
        self.0.into()
    }

    pub(super) fn of_number(number: usize) -> Option<Self> {
        let declared = NAMES.read().unwrap_or_else(PoisonError::into_inner).len();
        u8::try_from(number).ok().filter(|_| number < declared).map(Self)
    }
}

fn position(names: &[&str], whole: &str) -> Option<CustomKind> {
    names.iter().position(|known| *known == whole).map(|number| CustomKind(number as u8))
}

#[cfg(test)]
mod tests {
    use super::CustomKind;

    #[test]
    fn a_name_is_declared_once_and_no_more_than_there_is_room_for() {
        let first = CustomKind::declare("工号").expect("room");
        assert_eq!(CustomKind::declare("工号"), Some(first));
        assert_eq!((first.name(), CustomKind::from_name("custom:工号")), ("custom:工号", Some(first)));
        assert_eq!(CustomKind::from_name("custom:other"), None);
        let others = (0..2 * CustomKind::MOST).filter(|number| CustomKind::declare(&format!("k{number}")).is_some());
        assert!(others.count() < CustomKind::MOST);
        assert_eq!(CustomKind::declare("工号"), Some(first));
    }
}
