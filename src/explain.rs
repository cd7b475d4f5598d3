//! [`Report`] and [`Table`] to [`Explanation`].

use std::borrow::Cow;
use std::cmp::Reverse;

use serde::{Serialize, Serializer};

use crate::call;
use crate::cause::{self, Cause, KnownCause, Told, With};
use crate::kind::{Api, Lang, Origin, Responsible, Verdict};
use crate::policy::Policy;
use crate::redact::redact;
use crate::report::{Dialect, Logged, Report, Request, family_of};
use crate::search::by_message;
use crate::table::{Code, Family, Meaning, Product, Rule, Table, Use};

/// A common code that fewer products list is left to the documents of all.
const FEW: usize = 50;

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
    /// How often the input tells of this failure.
    pub seen: usize,
    /// What the code can mean, most likely first.
    pub meanings: Vec<Explained>,
    /// What in the input says that the first meaning applies.
    pub decided_by: Option<DecidedBy>,
    /// What the message tells of the cause.
    pub cause: Option<Cause>,
    /// The causes that the code is known to have, where there is no message to tell.
    pub known_causes: Vec<KnownCause>,
    /// Whether repeating the request can help.
    pub retry: Option<Retry>,
    /// Who must act.
    pub responsible: Option<Responsible>,
    /// The CAM policy that would allow the call.
    pub policy: Option<Policy>,
    /// The API actions known to return the code; of one product, if the report names it.
    pub actions: Actions,
    /// The nearest codes, where the code is not known.
    pub suggestions: Vec<&'static str>,
    /// The links of all meanings, each once.
    pub docs: Vec<&'static str>,
    /// Sentences about this answer itself.
    pub notes: Vec<String>,
    /// The language of the texts.
    pub lang: Lang,
    /// What else the input shows of the request.
    #[serde(skip)]
    pub request: Box<Request>,
    /// When a log says that the call failed, and the command, secrets masked. JSON has the two
    /// keys where the failure was read in a log.
    #[serde(flatten)]
    pub logged: Option<Logged>,
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

/// What says which of several meanings applies.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    /// The number of API 2.0.
    Number,
    /// The product that was called.
    Product,
}

/// The products that publish a code. Read from the table when they are asked for: there can be
/// hundreds, and an answer for people names a few.
#[derive(Clone, Debug, Default)]
pub struct Products {
    codes: Vec<Code>,
    sense: Sense,
}

/// Of the products that publish a code, those that mean the same by it.
#[derive(Clone, Debug, Default)]
enum Sense {
    /// All of them.
    #[default]
    Common,
    /// Those without a meaning of their own.
    Shared,
    /// This one.
    Of(Product),
}

impl Products {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self.sense {
            Sense::Common => self.codes.iter().map(|code| code.uses().len()).sum(),
            _ => self.iter().count(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The products, sorted by their short names.
    pub fn iter(&self) -> impl Iterator<Item = Product> {
        let own = |code: &Code, product: Product| {
            code.meanings().any(|meaning| meaning.product() == Some(product))
        };
        let uses = self.codes.iter().flat_map(|code| code.uses().map(move |of| (code, of)));
        uses.map(|(code, of)| (code, of.product()))
            .filter(move |&(code, product)| match self.sense {
                Sense::Common => true,
                Sense::Shared => !own(code, product),
                Sense::Of(only) => only == product,
            })
            .map(|(_, product)| product)
    }
}

impl Serialize for Products {
    /// A list of short names.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Product::name))
    }
}

/// The API actions that return a code, of which there can be thousands.
#[derive(Clone, Debug)]
pub struct Actions {
    codes: Vec<Code>,
    /// If only those of one product matter.
    product: Option<Product>,
    /// If only this action matters.
    action: Option<&'static str>,
}

impl Actions {
    /// Product and action, sorted by product.
    pub fn iter(&self) -> impl Iterator<Item = (Product, &'static str)> {
        let uses = self.codes.iter().flat_map(|code| code.uses());
        let of_product =
            uses.filter(|of| self.product.is_none_or(|product| product == of.product()));
        of_product.flat_map(move |of| {
            let wanted = |name: &&str| self.action.is_none_or(|action| action == *name);
            of.actions().filter(wanted).map(move |action| (of.product(), action))
        })
    }
}

impl Serialize for Actions {
    /// A list of `product:Action`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Pair(Product, &'static str);

        impl Serialize for Pair {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&format_args!("{}:{}", self.0.name(), self.1))
            }
        }

        serializer.collect_seq(self.iter().map(|(product, action)| Pair(product, action)))
    }
}

/// One meaning of a code, in one language.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Explained {
    /// The error's type, in a few words.
    #[serde(rename = "type")]
    pub label: &'static str,
    /// Whether the label was written for the code, and is not its family's.
    #[serde(skip)]
    pub has_own_label: bool,
    /// What was found wrong.
    pub description: &'static str,
    /// What to do, first things first.
    pub suggested_action: Vec<&'static str>,
    /// Where this text comes from.
    pub basis: Basis,
    /// The only product that publishes the code in this sense, where others have another.
    #[serde(skip)]
    pub product: Option<&'static str>,
    /// The products that publish the code in this sense.
    pub products: Products,
    /// The number in API 2.0.
    pub legacy: Option<u32>,
    /// The generation of Cloud API, or other service, that uses the code in this sense.
    pub api: Option<Api>,
    /// The HTTP status that COS answers with.
    pub http_status: Option<u32>,
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
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Retry {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason, as a clause.
    pub reason: Cow<'static, str>,
}

impl Retry {
    pub(crate) fn of(meaning: Meaning, lang: Lang) -> Self {
        Self { verdict: meaning.verdict(), reason: Cow::Borrowed(meaning.verdict_reason(lang)) }
    }

    pub(crate) fn of_rule(rule: Rule, lang: Lang) -> Self {
        Self { verdict: rule.verdict(), reason: Cow::Borrowed(rule.verdict_reason(lang)) }
    }

    /// A verdict without a reason.
    pub(crate) fn bare(verdict: Verdict) -> Self {
        Self { verdict, reason: Cow::Borrowed("") }
    }
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
    let report = &redacted(report);
    let found = Found::of(report, Table::embedded());
    let told = found.told.as_ref();
    let policy = told
        .and_then(denied)
        .and_then(|(operation, resource)| Policy::allowing(operation, resource));
    let cause = told.map(|told| {
        let mut cause = told.cause(lang);
        call::complete(&mut cause, report, policy.as_ref(), lang);
        cause
    });
    let meanings: Vec<Explained> =
        found.meanings.iter().map(|&meaning| found.explained(meaning, lang)).collect();
    let first = meanings.first();
    let mut docs: Vec<&'static str> = Vec::new();
    for &link in meanings.iter().flat_map(|meaning| &meaning.docs) {
        if !docs.contains(&link) {
            docs.push(link);
        }
    }
    Explanation {
        schema: 1,
        code: found.told_name(report).map(str::to_owned),
        matched: found.matched(),
        origin: found.origin(report),
        dialect: report.dialect,
        product: report.product.clone(),
        api_action: report.api_action.clone(),
        region: report.region.clone(),
        message: report.message.clone(),
        request_id: report.request_id.clone(),
        seen: report.seen,
        decided_by: found.decided_by,
        cause,
        known_causes: match (&report.message, &found.codes[..]) {
            (None, [code]) => cause::known(*code, lang).collect(),
            _ => Vec::new(),
        },
        retry: found.retry(report, lang),
        responsible: match told {
            Some(told) => Some(told.responsible()),
            None => first.map(|meaning| meaning.responsible),
        },
        policy,
        actions: found.actions(),
        suggestions: found.suggestions(report),
        docs,
        notes: found.notes(report, lang),
        meanings,
        lang,
        request: report.request.clone(),
        logged: report.logged.clone(),
    }
}

/// What a failure is, without the words for people: what a count of many needs.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// The code in the spelling of the table, else as received; where the text names none, what its
    /// message tells.
    pub code: Option<String>,
    /// The name of the rule that knows the message, such as `clock-skew`.
    pub cause: Option<&'static str>,
    /// Whether repeating the request can help.
    pub verdict: Option<Verdict>,
    /// Who must act.
    pub responsible: Option<Responsible>,
}

/// What `report` is, in a fraction of the time of [`explain`].
///
/// ```
/// use tcerr::{Report, Responsible, diagnose};
///
/// let diagnosis = diagnose(&Report::of_code("internalerror"));
/// assert_eq!(diagnosis.code.as_deref(), Some("InternalError"));
/// assert_eq!(diagnosis.responsible, Some(Responsible::Service));
/// ```
pub fn diagnose(report: &Report) -> Diagnosis {
    let found = Found::of(report, Table::embedded());
    let name = found.name().or(report.code.as_deref());
    let first = found.meanings.first();
    let told = found.told.as_ref();
    Diagnosis {
        code: name.map(|name| redact(name).into_owned()),
        cause: told.map(|told| told.rule.id()),
        verdict: told
            .map(|told| {
                let message = report.message.as_deref().unwrap_or_default();
                let here = call::verdict(told, message, Lang::En);
                here.map_or(told.rule.verdict(), |retry| retry.verdict)
            })
            .or(first.map(|meaning| meaning.verdict())),
        responsible: told.map(Told::responsible).or(first.map(|meaning| meaning.responsible())),
    }
}

/// The operation and the resource that CAM refused, where the message names both.
fn denied(told: &Told) -> Option<(&str, &str)> {
    Some((told.facts.get("operation")?, told.facts.get("resource")?))
}

/// A report without secrets, whichever part of it they are in.
fn redacted(report: &Report) -> Report {
    let clean = |text: &Option<String>| text.as_deref().map(|text| redact(text).into_owned());
    Report {
        code: clean(&report.code),
        message: clean(&report.message),
        request_id: clean(&report.request_id),
        product: clean(&report.product),
        api_action: clean(&report.api_action),
        region: clean(&report.region),
        request: report.request.clone(),
        logged: report
            .logged
            .as_ref()
            .map(|logged| Logged { time: logged.time.clone(), command: clean(&logged.command) }),
        ..*report
    }
}

/// The code of a report that names none, as far as its message tells.
fn by_its_message(table: Table, report: &Report) -> Option<Code> {
    let message = report.message.as_deref();
    let said = message.and_then(|message| by_message(table, message));
    let told = || {
        let told = cause::told(table, &With::NoCode, message?)?;
        told.rule.codes().find_map(|name| table.code(name))
    };
    // Java and PHP leave the code out where their SDK itself failed.
    let is_sdks = matches!(report.dialect, Dialect::Java | Dialect::Php);
    said.or_else(|| table.code("null").filter(|_| is_sdks)).or_else(told)
}

/// What the table has for a report.
struct Found {
    table: Table,
    /// The spellings of the code that the table has: one, or several that differ in case alone.
    codes: Vec<Code>,
    /// The family that answers for a code without a text of its own.
    family: Option<Family>,
    /// Most likely first.
    meanings: Vec<Meaning>,
    decided_by: Option<DecidedBy>,
    /// The cause that the message tells of.
    told: Option<Told>,
    /// The product and action that were called, where the report says so.
    product: Option<Product>,
    action: Option<&'static str>,
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
            (None, None) => by_its_message(table, report).into_iter().collect(),
        };
        let product = report.product.as_deref().and_then(|name| table.product(name));
        let action = report.api_action.as_deref();
        let action =
            product.and_then(|product| product.actions().find(|name| Some(*name) == action));
        let mut found = Self {
            table,
            family: None,
            told: None,
            meanings: codes.iter().flat_map(|code| code.meanings()).collect(),
            decided_by: None,
            codes,
            product,
            action,
        };
        found.order(report, numbered);
        if let Some(name) = report.code.as_deref().filter(|_| found.meanings.is_empty()) {
            found.family = table.family(family_of(name));
            found.meanings.extend(found.family.map(Family::meaning));
        }
        let with = match (&report.code, report.legacy) {
            (None, None) => With::NoCode,
            _ => With::Code(&found.codes, found.family),
        };
        let message = report.message.as_deref();
        found.told = message.and_then(|message| cause::told(table, &with, message));
        found
    }

    /// Whether repeating the call can help: by its cause, else by the first meaning of its code.
    fn retry(&self, report: &Report, lang: Lang) -> Option<Retry> {
        let retry = match &self.told {
            Some(told) => {
                let message = report.message.as_deref().unwrap_or_default();
                let by_rule =
                    Retry { verdict: told.rule.verdict(), reason: told.verdict_reason(lang) };
                Some(call::verdict(told, message, lang).unwrap_or(by_rule))
            }
            None => self.meanings.first().map(|&meaning| Retry::of(meaning, lang)),
        };
        let action = report.api_action.as_deref();
        // Of the product that was called, if that lists the code; a common code is not listed.
        let is_common = self.meanings.iter().any(|meaning| meaning.api() == Some(Api::V3));
        let uses = match self.in_product() {
            Some(of) => vec![of],
            None if is_common => Vec::new(),
            None => self.uses().collect(),
        };
        let actions = || uses.into_iter().flat_map(Use::actions);
        retry.map(|retry| call::risk(retry, self.product, action, actions(), lang))
    }

    /// Puts the likelier meanings first.
    fn order(&mut self, report: &Report, numbered: Option<Meaning>) {
        if let Some(api) = report.api {
            self.meanings.sort_by_key(|meaning| meaning.api() != Some(api));
        }
        if let Some(meaning) = numbered {
            self.meanings.retain(|other| *other != meaning);
            self.meanings.insert(0, meaning);
            self.decided_by = Some(DecidedBy::Number);
        } else if self.meanings.len() > 1 && self.in_product().is_some() {
            // What products publish are codes of API 3.0.
            let called = self.product;
            self.meanings.sort_by_key(|meaning| {
                let product = meaning.product();
                (
                    !is_of_products(*meaning),
                    product.is_some() && product != called,
                    product.is_none(),
                )
            });
            self.decided_by = Some(DecidedBy::Product);
        } else if self.meanings.len() > 1 {
            // The more actions of a product return the code, the likelier that was one of them.
            let codes = self.codes.clone();
            let actions = |product: Product| {
                let uses = codes.iter().flat_map(|code| code.uses());
                uses.filter(|of| of.product() == product).map(|of| of.actions().len()).sum()
            };
            self.meanings
                .sort_by_key(|meaning| Reverse(meaning.product().map_or(usize::MAX, actions)));
        }
    }

    fn uses(&self) -> impl Iterator<Item = Use> {
        self.codes.iter().flat_map(|code| code.uses())
    }

    fn products(&self, sense: Sense) -> Products {
        Products { codes: self.codes.clone(), sense }
    }

    /// That the product which was called publishes the code.
    fn in_product(&self) -> Option<Use> {
        let called = self.product?;
        self.uses().find(|of| of.product() == called)
    }

    /// The code in the table's spelling, where there is one such.
    fn name(&self) -> Option<&'static str> {
        match self.codes[..] {
            [code] => Some(code.name()),
            _ => None,
        }
    }

    /// The code that the report names, in the table's spelling where there is one.
    fn told_name<'r>(&self, report: &'r Report) -> Option<&'r str> {
        let names_one = report.code.is_some() || report.legacy.is_some();
        self.name().or(report.code.as_deref()).filter(|_| names_one)
    }

    fn matched(&self) -> Match {
        match (self.codes.is_empty() && self.meanings.is_empty(), self.family) {
            (true, _) => Match::None,
            (false, Some(_)) if self.codes.is_empty() => Match::Family,
            (false, _) => Match::Exact,
        }
    }

    fn origin(&self, report: &Report) -> Option<Origin> {
        match report.api {
            Some(Api::V2) => return Some(Origin::Legacy),
            Some(Api::Cos) => return Some(Origin::Cos),
            _ => {}
        }
        let family = self.family.map(Family::origin);
        self.codes.first().map(|code| code.origin()).or(family)
    }

    fn explained(&self, meaning: Meaning, lang: Lang) -> Explained {
        Explained {
            label: meaning.label(lang),
            has_own_label: meaning.has_own_label(),
            description: meaning.description(lang),
            suggested_action: meaning.suggested_action(lang).collect(),
            basis: if self.family.is_some() { Basis::Family } else { Basis::Written },
            product: meaning.product().filter(|_| self.meanings.len() > 1).map(Product::name),
            products: match meaning.product() {
                _ if !is_of_products(meaning) => Products::default(),
                Some(product) => self.products(Sense::Of(product)),
                None if self.meanings.iter().any(|other| other.product().is_some()) => {
                    self.products(Sense::Shared)
                }
                None => self.products(Sense::Common),
            },
            legacy: meaning.legacy(),
            api: meaning.api(),
            http_status: meaning.http_status(),
            code: meaning.code(),
            made_by: meaning.made_by().collect(),
            retry: Retry::of(meaning, lang),
            responsible: meaning.responsible(),
            docs: meaning.docs().collect(),
            note: Some(meaning.note(lang)).filter(|note| !note.is_empty()),
        }
    }

    fn actions(&self) -> Actions {
        let of = self.in_product();
        let action = self
            .action
            .filter(|called| of.is_some_and(|of| of.actions().any(|name| name == *called)));
        Actions { codes: self.codes.clone(), product: of.map(Use::product), action }
    }

    /// The nearest codes to one that is not known: those that the call can return, if any.
    fn suggestions(&self, report: &Report) -> Vec<&'static str> {
        let Some(name) = report.code.as_deref().filter(|_| self.matched() != Match::Exact) else {
            return Vec::new();
        };
        let Some(called) = self.product else {
            return self.table.nearest(name, SUGGESTIONS);
        };
        let returns = |code: Code| {
            let is_common = code.meanings().any(|meaning| meaning.api() == Some(Api::V3));
            let of = code.uses().find(|of| of.product() == called);
            let in_action =
                |of: Use| self.action.is_none_or(|called| of.actions().any(|name| name == called));
            is_common || of.is_some_and(in_action)
        };
        let near = self.table.nearest_among(name, returns, SUGGESTIONS);
        if near.is_empty() { self.table.nearest(name, SUGGESTIONS) } else { near }
    }

    fn notes(&self, report: &Report, lang: Lang) -> Vec<String> {
        let mut notes = Vec::new();
        if let (Some(family), Some(name)) = (self.family, report.code.as_deref()) {
            let name = self.name().unwrap_or(name);
            notes.push(self.family_note(family, name, lang));
        }
        let several = self.meanings.len();
        if several > 1 && self.decided_by.is_none() {
            notes.push(match lang {
                Lang::En => format!("{several} meanings fit, the likeliest first."),
                Lang::Zh => format!("可对应 {several} 种含义，最可能的在前。"),
            });
        }
        if let (Some(DecidedBy::Product), Some(product)) = (self.decided_by, self.product) {
            let (name, others) = (product.name(), several - 1);
            notes.push(match lang {
                Lang::En => format!(
                    "This meaning was chosen because the call went to {name}; `--all` shows \
                     {others} more."
                ),
                Lang::Zh => {
                    format!("因请求发往 {name} 而选取此含义；`--all` 可显示另外 {others} 种。")
                }
            });
        }
        notes.extend(self.use_note(lang));
        if report.code.is_none() && report.legacy.is_none() {
            notes.push(self.codeless_note(report, lang));
        }
        if report.seen > 1 {
            let seen = report.seen;
            notes.push(match lang {
                Lang::En => format!("The input tells of this failure {seen} times."),
                Lang::Zh => format!("输入中此错误共出现 {seen} 次。"),
            });
        }
        if self.codes.len() > 1 {
            let spellings = some(self.codes.len(), self.codes.iter().map(|code| code.name()), lang);
            notes.push(match lang {
                Lang::En => format!("Spellings: {spellings}."),
                Lang::Zh => format!("写法：{spellings}。"),
            });
        }
        if let Some(release) = self.codes.first().and_then(|code| code.dropped()) {
            notes.push(match lang {
                Lang::En => format!("No SDK lists the code any more since release {release}."),
                Lang::Zh => format!("自 {release} 版起，SDK 已不再列出此错误码。"),
            });
        }
        notes
    }

    fn family_note(&self, family: Family, name: &str, lang: Lang) -> String {
        let words = words_of(name.get(family.name().len()..).unwrap_or_default());
        let family = family.name();
        let known = !self.codes.is_empty();
        match lang {
            Lang::En if words.is_empty() => {
                format!("tcerr knows `{family}` only as a family of codes.")
            }
            Lang::Zh if words.is_empty() => format!("tcerr 只知道 `{family}` 是一个错误码家族。"),
            Lang::En if known => {
                format!(
                    "The above holds for every `{family}` code; this one's name reads: {words}."
                )
            }
            Lang::Zh if known => {
                format!("以上内容适用于所有 `{family}` 类错误码；此码名称可读作：{words}。")
            }
            Lang::En => format!(
                "tcerr does not know this code; the above holds for every `{family}` code. Its \
                 name reads: {words}."
            ),
            Lang::Zh => format!(
                "tcerr 不认识这个错误码；以上内容适用于所有 `{family}` 类错误码。其名称可读作：{words}。"
            ),
        }
    }

    /// Where to find the code that a text does not name.
    fn codeless_note(&self, report: &Report, lang: Lang) -> String {
        let property = match report.dialect {
            Dialect::Dotnet => "`e.ErrorCode`",
            _ => "`err.code`",
        };
        match (self.codes.is_empty(), lang) {
            (true, Lang::En) => {
                format!(
                    "The text names no code; print {property} of the exception, which holds it."
                )
            }
            (true, Lang::Zh) => format!("文本中没有错误码；打印异常的 {property} 可得到它。"),
            (false, Lang::En) => {
                format!("The text names no code; it was told by the message. {property} holds it.")
            }
            (false, Lang::Zh) => {
                format!("文本中没有错误码，由错误信息推断得出；{property} 中有它。")
            }
        }
    }

    /// Which products and actions the code can come from.
    fn use_note(&self, lang: Lang) -> Option<String> {
        let first = self.uses().next()?;
        let count = self.products(Sense::Common).len();
        let is_common = self.meanings.iter().any(|meaning| meaning.api() == Some(Api::V3));
        if is_common && (count < FEW || self.product.is_some()) {
            return Some(match lang {
                Lang::En => "Every product may answer with this code.".to_owned(),
                Lang::Zh => "任何产品都可能返回此错误码。".to_owned(),
            });
        }
        let titled = |product: Product| match lang {
            Lang::En => format!("{} ({})", product.title(lang), product.name()),
            Lang::Zh => format!("{}（{}）", product.title(lang), product.name()),
        };
        if let Some(called) = self.product {
            return Some(match (self.in_product(), lang) {
                (Some(of), Lang::En) if count == 1 => {
                    format!("Only {} uses this code.", titled(of.product()))
                }
                (Some(of), Lang::Zh) if count == 1 => {
                    format!("仅{}使用此错误码。", titled(of.product()))
                }
                (Some(_), Lang::En) => format!(
                    "{count} products use this code; this is what it means in {}.",
                    called.name()
                ),
                (Some(_), Lang::Zh) => format!(
                    "共有 {count} 个产品使用此错误码，这里是它在 {} 中的含义。",
                    called.name()
                ),
                (None, Lang::En) => {
                    format!(
                        "{} does not list this code; {} {}.",
                        titled(called),
                        some(count, self.uses().map(|of| of.product().name()), lang),
                        if count == 1 { "does" } else { "do" }
                    )
                }
                (None, Lang::Zh) => {
                    format!(
                        "{}未列出此错误码；列出它的是 {}。",
                        titled(called),
                        some(count, self.uses().map(|of| of.product().name()), lang)
                    )
                }
            });
        }
        if count > 1 {
            let products = some(count, self.uses().map(|of| of.product().name()), lang);
            return Some(match lang {
                Lang::En => format!("{count} products use this code: {products}."),
                Lang::Zh => format!("使用此错误码的产品有 {products}。"),
            });
        }
        let product = titled(first.product());
        let actions = some(first.actions().len(), first.actions(), lang);
        Some(match (first.actions().len(), lang) {
            (0, Lang::En) => format!("Only {product} uses this code."),
            (0, Lang::Zh) => format!("仅{product}使用此错误码。"),
            (1, Lang::En) => format!("Only {actions} of {product} returns this code."),
            (1, Lang::Zh) => format!("仅{product}的接口 {actions} 会返回此错误码。"),
            (_, Lang::En) => format!("Only {product} uses this code, in {actions}."),
            (_, Lang::Zh) => format!("仅{product}使用此错误码，涉及接口 {actions}。"),
        })
    }
}

/// Whether a meaning is one in which products publish the code: not that of API 2.0 or COS, and
/// none that an SDK made up.
fn is_of_products(meaning: Meaning) -> bool {
    !matches!(meaning.api(), Some(Api::V2 | Api::Cos)) && meaning.made_by().len() == 0
}

/// The first few of `count` names, and how many more there are.
fn some(count: usize, names: impl Iterator<Item = &'static str>, lang: Lang) -> String {
    const SHOWN: usize = 4;
    let comma = if lang == Lang::En { ", " } else { "、" };
    // One more name takes no more room than to say that there is one.
    let shown = if count == SHOWN + 1 { count } else { SHOWN };
    let list = names.take(shown).collect::<Vec<_>>().join(comma);
    match (count.saturating_sub(shown), lang) {
        (0, _) => list,
        (more, Lang::En) => format!("{list} and {more} more"),
        (_, Lang::Zh) => format!("{list} 等 {count} 个"),
    }
}

/// The words of a code after its family: those of `X.ImageIdMalformed` are "image id malformed";
/// all of them where it has no family before a dot.
pub(crate) fn leaf_words(code: &str) -> String {
    words_of(code.split_once('.').map_or(code, |(_, leaf)| leaf))
}

/// The words of a name, set apart: `ImageIdMalformed` is "image id malformed".
pub(crate) fn words_of(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    let mut rest = name.as_bytes();
    while let Some(first) = rest.first() {
        let length = word_length(rest);
        if first.is_ascii_alphanumeric() {
            if !words.is_empty() {
                words.push(' ');
            }
            // An acronym keeps its case.
            let is_acronym = length > 1 && !rest[..length].iter().any(u8::is_ascii_lowercase);
            let letters = rest[..length].iter().map(|&letter| char::from(letter));
            if is_acronym {
                words.extend(letters);
            } else {
                words.extend(letters.map(|letter| letter.to_ascii_lowercase()));
            }
        }
        rest = &rest[length..];
    }
    words
}

/// The length of the word, or of what divides words, at the beginning of `name`.
fn word_length(name: &[u8]) -> usize {
    let count = |class: fn(&u8) -> bool, from: usize| {
        name[from..].iter().take_while(|byte| class(byte)).count()
    };
    let is_lower = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    match count(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit(), 0) {
        0 if is_lower(&name[0]) => count(is_lower, 0),
        0 => count(|byte| !byte.is_ascii_alphanumeric(), 0),
        // A capital with what follows in lower case.
        1 => 1 + count(is_lower, 1),
        // Capitals; the last one begins a word if small letters follow.
        capitals if name.get(capitals).is_some_and(u8::is_ascii_lowercase) => capitals - 1,
        capitals => capitals,
    }
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn sets_the_words_of_a_name_apart() {
        for (name, read) in [
            (".ImageIdMalformed", "image id malformed"),
            (".VPCNotFound", "VPC not found"),
            (".InvalidVpcId.Malformed", "invalid vpc id malformed"),
            (".CLB_Bind2Times", "CLB bind2 times"),
            ("", ""),
        ] {
            assert_eq!(words_of(name), read);
        }
    }
}
