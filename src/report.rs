//! What an input says about one failed call, before anyone asks what it means.

use serde::Serialize;

use crate::kind::Api;

/// How a failure was written down.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dialect {
    /// A code or number alone.
    Code,
    /// A response body, or a piece of one.
    Json,
}

/// One failure as the input tells it. What the input does not say is `None`.
///
/// Nothing is redacted here; [`explain`](crate::explain()) does that.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// How it was written.
    pub dialect: Dialect,
    /// The code in the spelling of the input.
    pub code: Option<String>,
    /// The number of API 2.0, such as 4100.
    pub legacy: Option<u32>,
    /// The generation of Cloud API that answers in this shape, where only one does.
    pub api: Option<Api>,
    /// The message.
    pub message: Option<String>,
    /// The request id.
    pub request_id: Option<String>,
    /// The product's short name, such as `cvm`.
    pub product: Option<String>,
    /// The API action, such as `RunInstances`.
    pub api_action: Option<String>,
    /// The region, such as `ap-guangzhou`.
    pub region: Option<String>,
}

impl Report {
    /// A report that says nothing but its dialect.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            code: None,
            legacy: None,
            api: None,
            message: None,
            request_id: None,
            product: None,
            api_action: None,
            region: None,
        }
    }

    /// A report of a code alone, in any spelling.
    pub fn of_code(code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..Self::new(Dialect::Code) }
    }

    /// A report of a number of API 2.0 alone.
    pub fn of_legacy(number: u32) -> Self {
        Self { legacy: Some(number), api: Some(Api::V2), ..Self::new(Dialect::Code) }
    }
}

/// The part of a code before its first dot; the whole code where it has none.
///
/// ```
/// assert_eq!(tcerr::family_of("InvalidParameterValue.Zone.X"), "InvalidParameterValue");
/// assert_eq!(tcerr::family_of("ResourceBusy"), "ResourceBusy");
/// ```
pub fn family_of(code: &str) -> &str {
    code.split_once('.').map_or(code, |(family, _)| family)
}
