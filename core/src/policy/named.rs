//! Things by name, in the order they were written.

/// A short list of named things; no name stands twice.
#[derive(Clone, Debug)]
pub(super) struct Named<T>(Vec<(String, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Named<T> {
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(super) fn push(&mut self, name: &str, value: T) {
        self.0.push((name.to_owned(), value));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These over those of `base`: `both` decides where a name is in both.
    pub(super) fn over(self, base: Self, both: impl Fn(T, T) -> T) -> Self {
        let mut mine: Vec<Option<(String, T)>> = self.0.into_iter().map(Some).collect();
        let mut merged = Vec::with_capacity(mine.len() + base.0.len());
        for (name, theirs) in base.0 {
            let own = mine.iter_mut().find(|own| own.as_ref().is_some_and(|(known, _)| *known == name));
            match own.and_then(Option::take) {
                Some((name, own)) => merged.push((name, both(own, theirs))),
                None => merged.push((name, theirs)),
            }
        }
        merged.extend(mine.into_iter().flatten());
        Self(merged)
    }
}
