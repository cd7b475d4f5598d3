//! The answer to one failure, as plain data.

use serde::{Serialize, Serializer};

use super::cause::{Cause, KnownCause};
use super::notes::Notes;
use super::policy::Policy;
use crate::report::{Dialect, Logged, Request};
use crate::table::{Code, Product, Retry};
use crate::vocabulary::{Api, Basis, Lang, Origin, Responsible};

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
    /// The product's title, if the table has the product.
    #[serde(skip)]
    pub product_title: Option<&'static str>,
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
    pub meanings: Vec<MeaningText>,
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
    #[serde(flatten)]
    pub notes: Notes,
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
    pub(super) codes: Vec<Code>,
    pub(super) sense: Sense,
}

/// Of the products that publish a code, those that mean the same by it.
#[derive(Clone, Debug, Default)]
pub(super) enum Sense {
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
            Sense::Common => self.codes.iter().map(|code| code.publications().len()).sum(),
            _ => self.iter().count(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Their short names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.iter().map(Product::name)
    }

    fn iter(&self) -> impl Iterator<Item = Product> {
        let own = |code: &Code, product: Product| {
            code.meanings().any(|meaning| meaning.product() == Some(product))
        };
        let uses = self.codes.iter().flat_map(|code| code.publications().map(move |of| (code, of)));
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
        serializer.collect_seq(self.names())
    }
}

/// The API actions that return a code, of which there can be thousands.
#[derive(Clone, Debug)]
pub struct Actions {
    pub(super) codes: Vec<Code>,
    /// If only those of one product matter.
    pub(super) product: Option<Product>,
    /// If only this action matters.
    pub(super) action: Option<&'static str>,
}

impl Actions {
    /// Short names of products with an action of theirs, sorted by product.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let uses = self.codes.iter().flat_map(|code| code.publications());
        let of_product =
            uses.filter(|of| self.product.is_none_or(|product| product == of.product()));
        of_product.flat_map(move |of| {
            let wanted = |name: &&str| self.action.is_none_or(|action| action == *name);
            of.actions().filter(wanted).map(move |action| (of.product().name(), action))
        })
    }
}

impl Serialize for Actions {
    /// A list of `product:Action`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Pair(&'static str, &'static str);

        impl Serialize for Pair {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&format_args!("{}:{}", self.0, self.1))
            }
        }

        serializer.collect_seq(self.iter().map(|(product, action)| Pair(product, action)))
    }
}

/// One meaning of a code, in one language.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct MeaningText {
    /// The error's type, in a few words.
    #[serde(rename = "type")]
    pub label: &'static str,
    /// Whether the label was written for the code, and is not its family's.
    #[serde(skip)]
    pub has_own_label: bool,
    /// What was found wrong.
    pub description: &'static str,
    /// What to do, first things first.
    #[serde(rename = "suggested_action")]
    pub fix: Vec<&'static str>,
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
