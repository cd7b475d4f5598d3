//! A [`Report`]: what an input says about one failed call.
//!
//! These are plain data, filled by [`recognize`](crate::recognize()). What a failure means, and
//! what to do about it, does not belong here.

use jiff::Timestamp;
use serde::Serialize;

use crate::vocabulary::Api;

/// The form in which a failure was printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dialect {
    /// A bare code or API 2.0 number.
    Code,
    /// A response body, or a part of one.
    Json,
    /// The Go and Ruby SDKs, and tools built on them, such as Terraform.
    Go,
    /// The Python SDK and tccli.
    Python,
    /// The Java SDK.
    Java,
    /// The PHP SDK.
    Php,
    /// The .NET SDK.
    Dotnet,
    /// The C++ SDK.
    Cpp,
    /// The Node.js SDK and other JavaScript tools.
    Node,
    /// COS, the object storage: its response bodies, SDKs and tools.
    Cos,
    /// CLS, the log service.
    Cls,
}

impl Dialect {
    /// The clients that print failures in this dialect, by their names in `data/client.toml`. Empty
    /// for dialects that identify no client.
    pub fn clients(self) -> &'static [&'static str] {
        match self {
            Self::Code | Self::Json | Self::Cos | Self::Cls => &[],
            Self::Go => &["go", "ruby"],
            Self::Python => &["python", "tccli"],
            Self::Java => &["java"],
            Self::Php => &["php"],
            Self::Dotnet => &["dotnet"],
            Self::Cpp => &["cpp"],
            Self::Node => &["nodejs"],
        }
    }
}

/// Details of the failed request, besides product, action and region.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The host that it was sent to.
    pub host: Option<String>,
    /// The API version that it asked for, such as `2017-03-12`.
    pub version: Option<String>,
    /// The timestamp in its headers, in seconds since 1970.
    pub timestamp: Option<i64>,
    /// The date and the service in the scope of its signature.
    pub scope: Option<(String, String)>,
    /// The time of the request or of its response, as a log line or an HTTP header writes it.
    pub date: Option<String>,
}

impl Request {
    /// The time of the request: [`date`](Self::date) as the text writes it, or else
    /// [`timestamp`](Self::timestamp) in UTC.
    pub fn time(&self) -> Option<String> {
        let timestamp = || Timestamp::from_second(self.timestamp?).ok();
        self.date.clone().or_else(|| timestamp().map(|time| time.to_string()))
    }
}

/// One failure, as the input reports it. What the input does not contain is `None`.
///
/// Nothing is redacted here; [`explain`](crate::explain()) does that.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The form in which it was printed.
    pub dialect: Dialect,
    /// The code in the spelling of the input.
    pub code: Option<String>,
    /// The numeric code of API 2.0, such as 4100.
    pub legacy: Option<u32>,
    /// The generation of Cloud API, or other service, that sends responses of this form, if only
    /// one does.
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
    /// Further details of the request.
    pub request: Box<Request>,
    /// How many times this failure appears in the input, at least 1.
    pub seen: usize,
    /// The clock of the machine that asks for an explanation, in seconds since 1970, if the times
    /// of the call may be compared with it. It never comes from the input.
    pub asked_at: Option<i64>,
    /// The log entry of the call, if the failure was read from a log that names commands.
    pub logged: Option<Logged>,
}

/// A log entry: when a call failed, and which command made it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Logged {
    /// The time, as the log writes it.
    pub time: String,
    /// The command line; `None` if the log no longer contains it.
    pub command: Option<String>,
}

impl Report {
    /// A report that contains only its dialect.
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
            request: Box::default(),
            seen: 1,
            asked_at: None,
            logged: None,
        }
    }

    /// Fills the missing fields from `other`, a report of the same failure.
    pub(crate) fn complete_from(&mut self, other: &Self) {
        let fill = |field: &mut Option<String>, value: &Option<String>| {
            if field.is_none() {
                field.clone_from(value);
            }
        };
        fill(&mut self.code, &other.code);
        fill(&mut self.message, &other.message);
        fill(&mut self.request_id, &other.request_id);
        fill(&mut self.product, &other.product);
        fill(&mut self.api_action, &other.api_action);
        fill(&mut self.region, &other.region);
        let (request, other_request) = (&mut self.request, &other.request);
        fill(&mut request.host, &other_request.host);
        fill(&mut request.version, &other_request.version);
        fill(&mut request.date, &other_request.date);
        request.timestamp = request.timestamp.or(other_request.timestamp);
        if request.scope.is_none() {
            request.scope.clone_from(&other_request.scope);
        }
    }

    /// A report of a bare code, in any spelling.
    pub fn of_code(code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..Self::new(Dialect::Code) }
    }

    /// A report of a bare API 2.0 number.
    pub fn of_legacy(number: u32) -> Self {
        Self { legacy: Some(number), api: Some(Api::V2), ..Self::new(Dialect::Code) }
    }
}
