//! The answer to one failure, as plain data.
//!
//! These types have every text in one language and serialize to the JSON answer. How they are
//! filled is in [`lookup`](super::lookup); how they look on a terminal belongs to `render`. The
//! types of a cause, a note and a policy are in the modules that make them.

use serde::{Serialize, Serializer};

use super::cause::{Cause, KnownCause};
use super::notes::Notes;
use super::policy::Policy;
use crate::report::{Dialect, Logged, Request};
use crate::table::{Code, Product, Retry};
use crate::vocabulary::{Api, Basis, Lang, Origin, Responsible};

/// The answer to one failure, in one language, with everything that a renderer needs.
///
/// Serializes as one object of the JSON answer, version 1, which `tcerr schema` describes.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The version of the JSON schema.
    pub schema: u8,
    /// The code as the table spells it, or as received if the table does not have it.
    pub code: Option<String>,
    /// Whether the table has the code, or only its family.
    #[serde(rename = "match")]
    pub matched: Match,
    /// Where the code comes from.
    pub origin: Option<Origin>,
    /// How the failure was printed.
    pub dialect: Dialect,
    /// The product's short name.
    pub product: Option<String>,
    /// The product's full name, if the table has the product.
    #[serde(skip)]
    pub product_title: Option<&'static str>,
    /// The API action.
    pub api_action: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The message as received, with secrets masked.
    pub message: Option<String>,
    /// The request id as received.
    pub request_id: Option<String>,
    /// How often this failure appears in the input.
    pub seen: usize,
    /// The possible meanings of the code, most likely first.
    pub meanings: Vec<MeaningText>,
    /// What in the input decided that the first meaning applies.
    pub decided_by: Option<DecidedBy>,
    /// The cause, if the message reveals it.
    pub cause: Option<Cause>,
    /// The possible causes of the code, if there is no message to decide.
    pub known_causes: Vec<KnownCause>,
    /// Whether repeating the request can help.
    pub retry: Option<Retry>,
    /// Who must act.
    pub responsible: Option<Responsible>,
    /// The CAM policy that would allow the call.
    pub policy: Option<Policy>,
    /// The API actions documented to return the code; only those of the called product, if it
    /// publishes the code.
    pub actions: Actions,
    /// The nearest codes, if the table does not have the code.
    pub suggestions: Vec<&'static str>,
    /// The links of all meanings, without duplicates.
    pub docs: Vec<&'static str>,
    /// Sentences about this answer itself.
    #[serde(flatten)]
    pub notes: Notes,
    /// The language of the texts.
    pub lang: Lang,
    /// What else the input shows about the request.
    #[serde(skip)]
    pub request: Box<Request>,
    /// The time and the command that a log gives for the call, with secrets masked. JSON has the
    /// two keys only if the failure was read from a log.
    #[serde(flatten)]
    pub logged: Option<Logged>,
}

/// Whether the table has a code.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// The table has the code.
    Exact,
    /// The table has only its family: the part before the first dot.
    Family,
    /// The table has neither.
    None,
}

/// What decided which of several meanings applies.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    /// The number of API 2.0.
    Number,
    /// The product that was called.
    Product,
}

/// The products that publish a code.
///
/// They are read from the table on demand: there can be hundreds, and text output names only a few.
#[derive(Clone, Debug, Default)]
pub struct Products {
    pub(super) codes: Vec<Code>,
    pub(super) sense: Sense,
}

/// Selects, among the products that publish a code, those that use it in one sense.
#[derive(Clone, Debug, Default)]
pub(super) enum Sense {
    /// All products.
    #[default]
    Common,
    /// The products without a meaning of their own.
    Shared,
    /// Only this product.
    Of(Product),
}

impl Products {
    /// The number of products.
    pub fn len(&self) -> usize {
        match self.sense {
            Sense::Common => self.codes.iter().map(|code| code.publications().len()).sum(),
            _ => self.iter().count(),
        }
    }

    /// Whether there are no products.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The short names of the products, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.iter().map(Product::name)
    }

    fn iter(&self) -> impl Iterator<Item = Product> {
        let has_own_meaning = |code: &Code, product: Product| {
            code.meanings().any(|meaning| meaning.product() == Some(product))
        };
        let pairs = self.codes.iter().flat_map(|code| {
            code.publications().map(move |publication| (code, publication.product()))
        });
        pairs
            .filter(move |&(code, product)| match self.sense {
                Sense::Common => true,
                Sense::Shared => !has_own_meaning(code, product),
                Sense::Of(only) => only == product,
            })
            .map(|(_, product)| product)
    }
}

impl Serialize for Products {
    /// Serializes as a list of short names.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

/// The API actions that return a code, read from the table on demand: there can be thousands.
#[derive(Clone, Debug)]
pub struct Actions {
    pub(super) codes: Vec<Code>,
    /// Limits the actions to this product.
    pub(super) product: Option<Product>,
    /// Limits the actions to this one.
    pub(super) action: Option<&'static str>,
}

impl Actions {
    /// Pairs of a product's short name and one of its actions, sorted by product.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let publications = self.codes.iter().flat_map(|code| code.publications());
        let of_product = publications
            .filter(|publication| self.product.is_none_or(|only| only == publication.product()));
        of_product.flat_map(move |publication| {
            let product = publication.product().name();
            let is_wanted = |name: &&str| self.action.is_none_or(|only| only == *name);
            publication.actions().filter(is_wanted).map(move |action| (product, action))
        })
    }
}

impl Serialize for Actions {
    /// Serializes as a list of `product:Action` strings.
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
    /// Whether the label was written for the code rather than for its family.
    #[serde(skip)]
    pub has_own_label: bool,
    /// What was found wrong.
    pub description: &'static str,
    /// What to do, as steps in order.
    #[serde(rename = "suggested_action")]
    pub fix: Vec<&'static str>,
    /// Where this text comes from.
    pub basis: Basis,
    /// The only product that publishes the code in this sense, if the code has several meanings.
    #[serde(skip)]
    pub product: Option<&'static str>,
    /// The products that publish the code in this sense.
    pub products: Products,
    /// The number of this meaning in API 2.0.
    pub legacy: Option<u32>,
    /// The generation of Cloud API, or other service, that uses the code in this sense.
    pub api: Option<Api>,
    /// The HTTP status of the COS response.
    pub http_status: Option<u32>,
    /// The code or family in whose row this meaning was written.
    pub code: &'static str,
    /// The SDKs that make this code up.
    pub made_by: Vec<&'static str>,
    /// Whether repeating the request can help, if this meaning applies.
    pub retry: Retry,
    /// Who must act, if this meaning applies.
    pub responsible: Responsible,
    /// Links to the official documents.
    pub docs: Vec<&'static str>,
    /// A sentence of context.
    pub note: Option<&'static str>,
}
