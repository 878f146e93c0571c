//! The two languages messages are written in.

/// The language of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

impl Lang {
    /// Chooses between two texts.
    pub fn pick<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }
}

/// A fixed phrase in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    en: &'static str,
    zh: &'static str,
}

impl Phrase {
    /// The phrase in English and in Chinese.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Self { en, zh }
    }

    /// The phrase in one language.
    pub fn in_lang(self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }
}

/// What a message is made of: phrases are translated, names and numbers stay.
pub(super) trait InLang {
    type Text<'a>: std::fmt::Display
    where
        Self: 'a;
    fn in_lang(&self, lang: Lang) -> Self::Text<'_>;
}

impl InLang for Phrase {
    type Text<'a> = &'static str;
    fn in_lang(&self, lang: Lang) -> &'static str {
        (*self).in_lang(lang)
    }
}

impl InLang for String {
    type Text<'a> = &'a str;
    fn in_lang(&self, _: Lang) -> &str {
        self
    }
}

impl InLang for &'static str {
    type Text<'a> = &'a str;
    fn in_lang(&self, _: Lang) -> &str {
        self
    }
}

impl InLang for u32 {
    type Text<'a> = u32;
    fn in_lang(&self, _: Lang) -> u32 {
        *self
    }
}

impl InLang for usize {
    type Text<'a> = usize;
    fn in_lang(&self, _: Lang) -> usize {
        *self
    }
}
