//! How the command speaks: the language, and whether to a person or to a program.

use std::env;

use clap::ValueEnum;
use weimu::error::Lang;

/// Language and form of everything that is printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Speech {
    pub(crate) lang: Lang,
    pub(crate) form: Form,
}

/// For whom something is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Json,
}

/// A language that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English
    En,
    /// 中文
    Zh,
}

impl Language {
    /// The language of the locale: Chinese where messages are to be in Chinese, else English.
    pub(crate) fn of_locale() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(env::var_os).find(|value| !value.is_empty());
        let chinese = set.is_some_and(|locale| locale.to_string_lossy().to_ascii_lowercase().starts_with("zh"));
        if chinese { Self::Zh } else { Self::En }
    }
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Zh => Self::Zh,
        }
    }
}
