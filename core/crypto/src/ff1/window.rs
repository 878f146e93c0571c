//! Some consecutive values of a column, in order of their lengths: those of one length are enciphered together.

/// Where values start, and their contexts, the shorter ones first.
pub(super) struct Window {
    starts: Vec<usize>,
    contexts: Vec<u64>,
    /// How many values there are of each length.
    counts: Vec<usize>,
}

impl Window {
    /// A window of values of at most `longest` bytes.
    pub(super) fn new(longest: usize) -> Self {
        Self { starts: Vec::new(), contexts: Vec::new(), counts: vec![0; longest + 1] }
    }

    /// Takes the values between consecutive `offsets`, one more than there are `contexts`. `false` if one is too long.
    #[inline(always)]
    pub(super) fn fill(&mut self, offsets: &[usize], contexts: &[u64]) -> bool {
        self.counts.fill(0);
        self.starts.clear();
        self.contexts.clear();
        let lengths = || offsets.windows(2).map(|ends| ends[1] - ends[0]);
        let Some(length) = lengths().next() else { return true };
        if lengths().fold(0, |differ, other| differ | other ^ length) == 0 {
            let Some(count) = self.counts.get_mut(length) else { return false };
            *count = contexts.len();
            self.starts.extend_from_slice(&offsets[..contexts.len()]);
            self.contexts.extend_from_slice(contexts);
            return true;
        }
        for length in lengths() {
            let Some(count) = self.counts.get_mut(length) else { return false };
            *count += 1;
        }
        self.sort(offsets, contexts);
        true
    }

    /// The lengths that occur, each with where its values start and their contexts.
    pub(super) fn of_equal_length(&self) -> impl Iterator<Item = (usize, &[usize], &[u64])> {
        let lengths = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        lengths.scan(0, |end, (length, count)| {
            let start = *end;
            *end += count;
            Some((length, self.starts.get(start..*end)?, self.contexts.get(start..*end)?))
        })
    }

    /// Counting sort.
    fn sort(&mut self, offsets: &[usize], contexts: &[u64]) {
        let firsts = self.counts.iter().scan(0, |end, count| {
            let first = *end;
            *end += count;
            Some(first)
        });
        let mut next: Vec<usize> = firsts.collect();
        self.starts.resize(contexts.len(), 0);
        self.contexts.resize(contexts.len(), 0);
        for (ends, context) in offsets.windows(2).zip(contexts) {
            let place = &mut next[ends[1] - ends[0]];
            self.starts[*place] = ends[0];
            self.contexts[*place] = *context;
            *place += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Window;

    #[test]
    fn values_of_one_length_come_together_in_order() {
        let mut window = Window::new(5);
        assert!(window.fill(&[10, 13, 18, 20, 23], &[1, 2, 3, 4]));
        let groups: Vec<_> = window.of_equal_length().collect();
        assert_eq!(groups, [(2, &[18][..], &[3][..]), (3, &[10, 20], &[1, 4]), (5, &[13], &[2])]);
        assert!(window.fill(&[7, 9, 11], &[5, 6]));
        assert_eq!(window.of_equal_length().collect::<Vec<_>>(), [(2, &[7, 9][..], &[5, 6][..])]);
        assert!(!window.fill(&[0, 6, 12], &[5, 6]) && !window.fill(&[0, 1, 7], &[5, 6]));
        assert!(window.fill(&[3], &[]) && window.of_equal_length().next().is_none());
    }
}
