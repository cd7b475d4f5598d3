//! What the program says in its own words: one enum a subject, one text a language.
//!
//! A sentence is a variant with what it speaks of, so that it stays data until somebody reads it.
//! The texts stand side by side in one place and are held to the rules of `data/` by the tests.

use std::borrow::Cow;

use crate::table::Product;
use crate::vocabulary::Lang;

/// Declares an enum of sentences. Behind each variant stand its English and its Chinese text, with
/// `{field}` for what varies.
#[macro_export]
#[doc(hidden)]
macro_rules! sentences {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($variant:ident $({ $($field:ident: $type:ty),+ $(,)? })? => $en:literal, $zh:literal;)+
        }
    ) => {
        $(#[$meta])*
        #[allow(missing_docs, reason = "the texts say what each is")]
        #[derive(Clone, Debug, PartialEq)]
        $vis enum $name { $($variant $({ $($field: $type),+ })?),+ }

        impl $name {
            /// Each sentence: its name, its English and its Chinese text.
            #[allow(dead_code, reason = "for the tests")]
            $vis const TEXTS: &[(&str, &str, &str)] = &[$((stringify!($variant), $en, $zh)),+];

            /// The name of the sentence.
            #[allow(dead_code, reason = "not every kind of sentence is named in JSON")]
            $vis fn name(&self) -> &'static str {
                match self { $(Self::$variant { .. } => stringify!($variant)),+ }
            }

            /// The sentence in `lang`.
            $vis fn text(&self, lang: $crate::Lang) -> String {
                match self {
                    $(Self::$variant $({ $($field),+ })? => {
                        $($(let $field = $crate::sentences::Say::say($field, lang);)+)?
                        match lang {
                            $crate::Lang::En => format!($en),
                            $crate::Lang::Zh => format!($zh),
                        }
                    })+
                }
            }
        }
    };
}

/// What a sentence can speak of.
pub trait Say {
    /// The words for it in `lang`.
    fn say(&self, lang: Lang) -> Cow<'_, str>;
}

impl Say for str {
    fn say(&self, _: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Say for &str {
    fn say(&self, _: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Say for String {
    fn say(&self, _: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Say for usize {
    fn say(&self, _: Lang) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl Say for Product {
    /// Its title, with its short name in parentheses.
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        let (title, name) = (self.title(lang), self.name());
        Cow::Owned(match lang {
            Lang::En => format!("{title} ({name})"),
            Lang::Zh => format!("{title}（{name}）"),
        })
    }
}

/// The first few of many names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FirstFew {
    names: Vec<String>,
    total: usize,
}

impl FirstFew {
    /// The first of `names`, of which there are `total`.
    pub fn new<N: Into<String>>(total: usize, names: impl IntoIterator<Item = N>) -> Self {
        const SHOWN: usize = 4;
        // One more name takes no more room than to say that there is one.
        let shown = if total == SHOWN + 1 { total } else { SHOWN };
        Self { names: names.into_iter().take(shown).map(Into::into).collect(), total }
    }
}

impl Say for FirstFew {
    /// The names, and how many more there are.
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        let list = self.names.join(comma(lang));
        let more = self.total.saturating_sub(self.names.len());
        Cow::Owned(match (more, lang) {
            (0, _) => list,
            (more, Lang::En) => format!("{list} and {more} more"),
            (_, Lang::Zh) => format!("{list} 等 {} 个", self.total),
        })
    }
}

/// What stands between the items of an enumeration.
pub const fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    }
}

/// What stands between two sentences.
pub const fn space(lang: Lang) -> &'static str {
    match lang {
        Lang::En => " ",
        Lang::Zh => "",
    }
}

/// What stands between two clauses.
pub const fn semicolon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "; ",
        Lang::Zh => "；",
    }
}

/// What stands between a label and its value.
pub const fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ": ",
        Lang::Zh => "：",
    }
}
