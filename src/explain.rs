//! [`Report`] and [`Table`] to [`Explanation`].

use serde::Serialize;
use serde_json::Value;

use crate::kind::{Api, Lang, Origin, Responsible, Verdict};
use crate::redact::redact;
use crate::report::{Dialect, Report, family_of};
use crate::table::{Code, Family, Meaning, Table};

/// The most codes that a miss suggests.
const SUGGESTIONS: usize = 5;

/// The answer to one failure, in one language: all that any renderer may need.
///
/// Serialises as one object of the JSON answer, version 1, which `tcerr schema` describes.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The version of this object's form.
    pub schema: u8,
    /// As the table spells it, else as received.
    pub code: Option<String>,
    /// How well the table knows the code.
    #[serde(rename = "match")]
    pub matched: Match,
    /// Where the code comes from.
    pub origin: Option<Origin>,
    /// How the failure was written down.
    pub dialect: Dialect,
    /// The product's short name.
    pub product: Option<String>,
    /// The API action.
    pub api_action: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The message as received, secrets masked.
    pub message: Option<String>,
    /// The request id as received.
    pub request_id: Option<String>,
    /// What the code can mean, most likely first.
    pub meanings: Vec<Explained>,
    /// What the message tells of the cause.
    pub cause: Option<Value>,
    /// Whether repeating the request can help.
    pub retry: Option<Retry>,
    /// Who must act.
    pub responsible: Option<Responsible>,
    /// The CAM policy that would allow the call.
    pub policy: Option<Value>,
    /// The API actions known to return the code, as `product:Action`.
    pub actions: Vec<String>,
    /// The nearest codes, where the code is not known.
    pub suggestions: Vec<&'static str>,
    /// The links of all meanings, each once.
    pub docs: Vec<&'static str>,
    /// Sentences about this answer itself.
    pub notes: Vec<String>,
    /// The language of the texts.
    pub lang: Lang,
}

/// How well the table knows a code.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// It is in the table.
    Exact,
    /// Only its family is: the part before the first dot.
    Family,
    /// Neither is.
    None,
}

/// One meaning of a code, in one language.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Explained {
    /// The error's type, in a few words.
    #[serde(rename = "type")]
    pub label: &'static str,
    /// What was found wrong.
    pub description: &'static str,
    /// What to do, first things first.
    pub suggested_action: Vec<&'static str>,
    /// Where this text comes from.
    pub basis: Basis,
    /// The products that use the code in this sense.
    pub products: Vec<String>,
    /// The number in API 2.0.
    pub legacy: Option<u32>,
    /// The generation of Cloud API that uses the code in this sense.
    pub api: Option<Api>,
    /// The code, or family, in whose row this meaning stands.
    pub code: &'static str,
    /// The SDKs that make this code up.
    pub made_by: Vec<&'static str>,
    /// Whether repeating the request can help, if this is what it means.
    pub retry: Retry,
    /// Who must act, if this is what it means.
    pub responsible: Responsible,
    /// Links to the official documents.
    pub docs: Vec<&'static str>,
    /// A sentence of context.
    pub note: Option<&'static str>,
}

/// Where a meaning's text comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// It was written for this code.
    Written,
    /// It holds for every code of the family.
    Family,
}

/// Whether repeating the request can help, and why.
#[derive(Clone, Copy, Debug, Serialize)]
#[non_exhaustive]
pub struct Retry {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason, as a clause.
    pub reason: &'static str,
}

/// Answers `report` from the embedded table, in `lang`.
///
/// ```
/// use tcerr::{Lang, Match, Report, Verdict, explain};
///
/// let answer = explain(&Report::of_code("authfailure.signatureexpire"), Lang::En);
/// assert_eq!(answer.code.as_deref(), Some("AuthFailure.SignatureExpire"));
/// assert_eq!(answer.matched, Match::Exact);
/// assert_eq!(answer.retry.unwrap().verdict, Verdict::No);
/// ```
pub fn explain(report: &Report, lang: Lang) -> Explanation {
    let table = Table::embedded();
    let found = Found::of(report, table);
    let name = report.code.as_deref().or(found.name());
    let meanings: Vec<Explained> =
        found.meanings.iter().map(|&meaning| explained(meaning, found.basis(), lang)).collect();
    let first = meanings.first();
    let suggestions = match (found.matched(), name) {
        (Match::Exact, _) | (_, None) => Vec::new(),
        (_, Some(name)) => table.nearest(name, SUGGESTIONS),
    };
    let mut docs: Vec<&'static str> = Vec::new();
    for &link in meanings.iter().flat_map(|meaning| &meaning.docs) {
        if !docs.contains(&link) {
            docs.push(link);
        }
    }
    Explanation {
        schema: 1,
        code: found.name().or(name).map(|code| redact(code).into_owned()),
        matched: found.matched(),
        origin: found.origin(report),
        dialect: report.dialect,
        product: report.product.clone(),
        api_action: report.api_action.clone(),
        region: report.region.clone(),
        message: report.message.as_deref().map(|message| redact(message).into_owned()),
        request_id: report.request_id.as_deref().map(|id| redact(id).into_owned()),
        cause: None,
        retry: first.map(|meaning| meaning.retry),
        responsible: first.map(|meaning| meaning.responsible),
        meanings,
        policy: None,
        actions: Vec::new(),
        suggestions,
        docs,
        notes: found.notes(name, lang),
        lang,
    }
}

fn explained(meaning: Meaning, basis: Basis, lang: Lang) -> Explained {
    Explained {
        label: meaning.label(lang),
        description: meaning.description(lang),
        suggested_action: meaning.suggested_action(lang).collect(),
        basis,
        products: Vec::new(),
        legacy: meaning.legacy(),
        api: meaning.api(),
        code: meaning.code(),
        made_by: meaning.made_by().collect(),
        retry: Retry { verdict: meaning.verdict(), reason: meaning.verdict_reason(lang) },
        responsible: meaning.responsible(),
        docs: meaning.docs().collect(),
        note: Some(meaning.note(lang)).filter(|note| !note.is_empty()),
    }
}

/// What the table has for a report.
struct Found {
    /// The spellings of the code that the table has: one, or several that differ in case alone.
    codes: Vec<Code>,
    family: Option<Family>,
    /// Most likely first.
    meanings: Vec<Meaning>,
    /// Whether the number of API 2.0 said which meaning comes first.
    by_number: bool,
}

impl Found {
    fn of(report: &Report, table: Table) -> Self {
        let numbered = report.legacy.and_then(|number| table.legacy(number));
        let codes: Vec<Code> = match (report.code.as_deref(), numbered) {
            (Some(name), _) => match table.code(name) {
                Some(code) => vec![code],
                None => table.spellings(name).collect(),
            },
            (None, Some(meaning)) => table.code(meaning.code()).into_iter().collect(),
            (None, None) => Vec::new(),
        };
        let mut meanings: Vec<Meaning> = codes.iter().flat_map(|code| code.meanings()).collect();
        if let Some(api) = report.api {
            meanings.sort_by_key(|meaning| meaning.api() != Some(api));
        }
        if let Some(meaning) = numbered {
            meanings.retain(|other| *other != meaning);
            meanings.insert(0, meaning);
        }
        let family = match report.code.as_deref() {
            Some(name) if meanings.is_empty() => table.family(family_of(name)),
            _ => None,
        };
        meanings.extend(family.map(Family::meaning));
        Self { codes, family, meanings, by_number: numbered.is_some() }
    }

    /// The code in the table's spelling, where there is one such.
    fn name(&self) -> Option<&'static str> {
        match self.codes[..] {
            [code] => Some(code.name()),
            _ => None,
        }
    }

    fn matched(&self) -> Match {
        match (self.family, self.meanings.is_empty()) {
            (Some(_), _) => Match::Family,
            (None, false) => Match::Exact,
            (None, true) => Match::None,
        }
    }

    fn basis(&self) -> Basis {
        if self.family.is_some() { Basis::Family } else { Basis::Written }
    }

    fn origin(&self, report: &Report) -> Option<Origin> {
        if report.api == Some(Api::V2) {
            return Some(Origin::Legacy);
        }
        let family = self.family.map(Family::origin);
        self.codes.first().map(|code| code.origin()).or(family)
    }

    fn notes(&self, name: Option<&str>, lang: Lang) -> Vec<String> {
        let mut notes = Vec::new();
        if let (Some(family), Some(name)) = (self.family, name) {
            let words = words(name.get(family.name().len()..).unwrap_or_default());
            notes.push(match lang {
                Lang::En if words.is_empty() => {
                    format!("tcerr knows `{}` only as a family of codes.", family.name())
                }
                Lang::Zh if words.is_empty() => {
                    format!("tcerr 只知道 `{}` 是一个错误码家族。", family.name())
                }
                Lang::En => format!(
                    "tcerr does not know this code; the above holds for every `{}` code. Its name \
                     reads: {words}.",
                    family.name()
                ),
                Lang::Zh => format!(
                    "tcerr 不认识这个错误码；以上内容适用于所有 `{}` 类错误码。其名称可读作：{words}。",
                    family.name()
                ),
            });
        }
        let several = self.meanings.len() > 1;
        if several && !self.by_number {
            let count = self.meanings.len();
            notes.push(match lang {
                Lang::En => {
                    format!("{count} meanings fit the input; the most likely comes first.")
                }
                Lang::Zh => format!("输入内容可对应 {count} 种含义，最可能的排在最前。"),
            });
        }
        notes
    }
}

/// The words of a code's name, set apart: `.ImageIdMalformed` is "image id malformed".
fn words(name: &str) -> String {
    let mut words = String::new();
    let mut previous = ' ';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        if !letter.is_ascii_alphanumeric() {
            previous = ' ';
            continue;
        }
        let ends_acronym =
            previous.is_ascii_uppercase() && letters.peek().is_some_and(char::is_ascii_lowercase);
        let starts_word = letter.is_ascii_uppercase() && !previous.is_ascii_uppercase();
        if (previous == ' ' || starts_word || (letter.is_ascii_uppercase() && ends_acronym))
            && !words.is_empty()
        {
            words.push(' ');
        }
        words.push(letter);
        previous = letter;
    }
    words
        .split(' ')
        .map(|word| match word {
            // An acronym keeps its case.
            _ if word.len() > 1 && word.chars().all(|c| !c.is_ascii_lowercase()) => word.to_owned(),
            _ => word.to_ascii_lowercase(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn sets_the_words_of_a_name_apart() {
        for (name, read) in [
            (".ImageIdMalformed", "image id malformed"),
            (".VPCNotFound", "VPC not found"),
            (".InvalidVpcId.Malformed", "invalid vpc id malformed"),
            (".CLB_Bind2Times", "CLB bind2 times"),
            ("", ""),
        ] {
            assert_eq!(words(name), read);
        }
    }
}
