//! What one character can be a part of, as bits.

/// A set of the parts that a character can be of.
#[derive(Clone, Copy)]
pub(super) struct Traits(u16);

impl Traits {
    pub(super) const NONE: Self = Self(0);
    /// A surname of one character.
    pub(super) const SURNAME: Self = Self(1);
    /// The first character of a surname of two.
    pub(super) const DOUBLE: Self = Self(1 << 1);
    /// The first character of a Japanese surname or of a name that is known by itself.
    pub(super) const KNOWN: Self = Self(1 << 2);
    /// A character of transliterations.
    pub(super) const TRANSLITERATION: Self = Self(1 << 3);
    /// The last character of a title or a role that stands in front of names.
    pub(super) const ENDS_TITLE: Self = Self(1 << 4);
    /// The last character of another word that often stands in front of names.
    pub(super) const ENDS_LINK: Self = Self(1 << 5);
    /// The first character of a word that stands behind people.
    pub(super) const BEGINS_PERSON: Self = Self(1 << 6);
    /// The first character of another word that often stands behind names.
    pub(super) const BEGINS_LINK: Self = Self(1 << 7);
    /// The first character of a word that stands behind names of things.
    pub(super) const BEGINS_THING: Self = Self(1 << 8);
    /// The first character of a word for an organization.
    pub(super) const ORGANIZATION: Self = Self(1 << 9);
    /// A word that stands between a person and an organization: 张三任某公司董事.
    pub(super) const BREAK: Self = Self(1 << 10);
    /// The last character of a division's or a road's name.
    pub(super) const PLACE: Self = Self(1 << 11);
    /// A numeral of banks.
    pub(super) const AMOUNT: Self = Self(1 << 12);
    /// The first character of an address of respect.
    pub(super) const RESPECT: Self = Self(1 << 13);
    /// One of the hundred surnames that nine of ten people have.
    pub(super) const COMMON_SURNAME: Self = Self(1 << 15);
    /// A character that is listed for any place in a given name.
    pub(super) const GIVEN: Self = Self(1 << 14);

    /// What begins a surname of two characters.
    pub(super) const BEGINS_TWO: Self = Self(Self::DOUBLE.0 | Self::KNOWN.0);
    /// What begins a name.
    pub(super) const BEGINS_NAME: Self =
        Self(Self::SURNAME.0 | Self::DOUBLE.0 | Self::KNOWN.0 | Self::TRANSLITERATION.0);
    /// What ends a word that stands in front of names.
    pub(super) const ENDS_BEFORE: Self = Self(Self::ENDS_TITLE.0 | Self::ENDS_LINK.0);
    /// What begins a word that stands behind names.
    pub(super) const BEGINS_AFTER: Self = Self(Self::BEGINS_PERSON.0 | Self::BEGINS_THING.0 | Self::BEGINS_LINK.0);

    /// Whether it is one of `others` at least.
    pub(super) fn has(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub(super) fn add(&mut self, others: Self) {
        self.0 |= others.0;
    }
}
