//! What an input says about one failed call, before anyone asks what it means.

use jiff::Timestamp;
use serde::Serialize;

use crate::vocabulary::Api;

/// How a failure was written down.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dialect {
    /// A code or number alone.
    Code,
    /// A response body, or a piece of one.
    Json,
    /// The Go and Ruby SDKs, and what is built on them, such as Terraform.
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
    /// The Node.js SDK, and other JavaScript.
    Node,
    /// COS, the object storage: its bodies, SDKs and tools.
    Cos,
    /// CLS, the log service.
    Cls,
}

impl Dialect {
    /// The clients that write a failure down like this, by their names in `data/client.toml`;
    /// empty where that does not tell.
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

/// What a text shows of the request that failed, beside its action.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The host it went to.
    pub host: Option<String>,
    /// The API version it asked for, such as `2017-03-12`.
    pub version: Option<String>,
    /// When it said that it was made, in seconds since 1970.
    pub timestamp: Option<i64>,
    /// The date and the service it was signed for.
    pub scope: Option<(String, String)>,
    /// When it was made or answered, as a log line or an HTTP header writes it.
    pub date: Option<String>,
}

impl Request {
    /// When it was made, as the text writes it, else from its timestamp, in UTC.
    pub fn time(&self) -> Option<String> {
        let stamp = || Timestamp::from_second(self.timestamp?).ok();
        self.date.clone().or_else(|| stamp().map(|time| time.to_string()))
    }
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
    /// What else the text shows of the request.
    pub request: Box<Request>,
    /// How often the text tells of this failure.
    pub seen: usize,
    /// The clock of the machine that asks for an explanation, in seconds since 1970, if times are
    /// to be compared with it. No input says this.
    pub asked_at: Option<i64>,
    /// What a log says of the call, where the failure was read in one.
    pub logged: Option<Logged>,
}

/// When a log says that a call failed, and which command made it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Logged {
    /// As the log writes it.
    pub time: String,
    /// The command line; `None` where the log has it no more.
    pub command: Option<String>,
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
            request: Box::default(),
            seen: 1,
            asked_at: None,
            logged: None,
        }
    }

    /// Takes from `other`, which speaks of the same failure, what this report does not say.
    pub(crate) fn complete_from(&mut self, other: &Self) {
        let fill = |mine: &mut Option<String>, theirs: &Option<String>| {
            if mine.is_none() {
                mine.clone_from(theirs);
            }
        };
        fill(&mut self.code, &other.code);
        fill(&mut self.message, &other.message);
        fill(&mut self.request_id, &other.request_id);
        fill(&mut self.product, &other.product);
        fill(&mut self.api_action, &other.api_action);
        fill(&mut self.region, &other.region);
        let (mine, theirs) = (&mut self.request, &other.request);
        fill(&mut mine.host, &theirs.host);
        fill(&mut mine.version, &theirs.version);
        fill(&mut mine.date, &theirs.date);
        mine.timestamp = mine.timestamp.or(theirs.timestamp);
        if mine.scope.is_none() {
            mine.scope.clone_from(&theirs.scope);
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
