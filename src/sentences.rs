//! The machinery for the program's own sentences: one enum per subject, one text per language.
//!
//! A sentence is an enum variant whose fields are the values that the sentence mentions, so it
//! stays data until it is shown to a reader. Both texts are written next to the variant, and
//! `TEXTS` lists them, so that they can be held to the rules of `data/`. The sentences themselves
//! are where their subject is, such as `explain::notes`. The punctuation that joins sentences,
//! clauses and lists in either language is here too.

use std::borrow::Cow;

use crate::table::Product;
use crate::vocabulary::Lang;

/// Declares an enum of sentences. Each variant is followed by its English and its Chinese text, in
/// which `{field}` stands for the field of that name.
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
        #[allow(missing_docs, reason = "the texts document the variants")]
        #[derive(Clone, Debug, PartialEq)]
        $vis enum $name { $($variant $({ $($field: $type),+ })?),+ }

        impl $name {
            /// The name, the English text and the Chinese text of every sentence.
            #[allow(dead_code, reason = "used by tests only")]
            $vis const TEXTS: &[(&str, &str, &str)] = &[$((stringify!($variant), $en, $zh)),+];

            /// The name of the variant, such as `SeenTimes`.
            #[allow(dead_code, reason = "JSON names only some kinds of sentence")]
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

/// A value that a sentence can mention.
pub trait Say {
    /// The value as text in `lang`.
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

/// The first few of many names, with the total, such as "`a`, `b`, `c`, `d` and 3 more".
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FirstFew {
    names: Vec<String>,
    total: usize,
}

impl FirstFew {
    /// Keeps the first four of `names`, or all five if there are five; `total` is their number.
    pub fn new<N: Into<String>>(total: usize, names: impl IntoIterator<Item = N>) -> Self {
        const MAX_SHOWN: usize = 4;
        // A fifth name takes no more room than "and 1 more".
        let shown_count = if total == MAX_SHOWN + 1 { total } else { MAX_SHOWN };
        Self { names: names.into_iter().take(shown_count).map(Into::into).collect(), total }
    }
}

impl Say for FirstFew {
    /// The names as a list, and how many more there are.
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        let list = self.names.join(comma(lang));
        let hidden_count = self.total.saturating_sub(self.names.len());
        Cow::Owned(match (hidden_count, lang) {
            (0, _) => list,
            (_, Lang::En) => format!("{list} and {hidden_count} more"),
            (_, Lang::Zh) => format!("{list} 等 {} 个", self.total),
        })
    }
}

/// The separator between the items of a list.
pub const fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    }
}

/// The separator between two sentences.
pub const fn space(lang: Lang) -> &'static str {
    match lang {
        Lang::En => " ",
        Lang::Zh => "",
    }
}

/// The separator between two clauses.
pub const fn semicolon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "; ",
        Lang::Zh => "；",
    }
}

/// The separator between a label and its value.
pub const fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ": ",
        Lang::Zh => "：",
    }
}
