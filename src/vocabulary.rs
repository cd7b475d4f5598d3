//! The small closed vocabularies that data, table, answers and JSON share.
//!
//! Every value is spelled once, here: the build script reads this spelling from `data/`, the blob
//! stores its index, and JSON prints the spelling again. The words that a reader sees for a value
//! in English or Chinese belong to `render`.

use serde::{Deserialize, Serialize};

/// Implements the conversions between a value and its index in the blob.
macro_rules! vocabulary {
    ($name:ident: $($variant:ident),+) => {
        impl $name {
            /// Every value, in the order of the blob's indexes.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The value at `index` of [`ALL`](Self::ALL), or `None` past the end.
            pub fn from_index(index: u32) -> Option<Self> {
                Self::ALL.get(index as usize).copied()
            }

            /// The index of this value in [`ALL`](Self::ALL).
            pub fn index(self) -> u32 {
                self as u32
            }
        }
    };
}

/// Whether repeating the same request can help.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The result stays the same until something is changed.
    No,
    /// The request was not executed: wait and repeat it.
    Backoff,
    /// A state, stock or quota must change first.
    Later,
    /// The request may have been executed: repeat it only if executing it twice does no harm.
    IfIdempotent,
}
vocabulary!(Verdict: No, Backoff, Later, IfIdempotent);

/// Who must act before the call can succeed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Responsible {
    /// The code or configuration that made the call.
    Caller,
    /// An administrator of the account: permission, quota, payment, activation.
    Account,
    /// Tencent Cloud.
    Service,
    /// Whatever lies between the caller and Tencent Cloud.
    Network,
}
vocabulary!(Responsible: Caller, Account, Service, Network);

/// Where a code comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The API itself.
    Api,
    /// API 2.0, by its number or its `codeDesc`.
    Legacy,
    /// An SDK or tccli makes the code up; no server sends it.
    Client,
    /// COS, the object storage.
    Cos,
}
vocabulary!(Origin: Api, Legacy, Client, Cos);

/// The generation of Cloud API, or other service, that gives a code its meaning.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Api {
    /// API 2.0: `<product>.api.qcloud.com/v2/index.php` and the revised interfaces of that time.
    #[serde(rename = "2.0")]
    V2,
    /// API 3.0: `<product>.tencentcloudapi.com`.
    #[serde(rename = "3.0")]
    V3,
    /// COS, the object storage, which is not part of Cloud API.
    #[serde(rename = "cos")]
    Cos,
}
vocabulary!(Api: V2, V3, Cos);

/// Where a meaning's text comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// It was written for this code.
    Written,
    /// It holds for every code of the family.
    Family,
}

/// The kind of advice that the call adds to a cause; a rule of `data/causes.toml` names it in
/// `adds`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Addition {
    /// Compares the server's time with that of the request or of this machine.
    Clock,
    /// Compares the date and the service in the credential scope with the request.
    Signature,
    /// Compares the service in the credential scope with the host.
    CredentialScope,
    /// Names the site that the request went to.
    Site,
    /// Suggests a region for a wrong one in the message or the call.
    Region,
    /// Suggests a region, if the message rejects a region parameter.
    RegionParameter,
    /// Names the products that have the API version.
    Version,
    /// Takes the verdict from the HTTP status in the message.
    HttpStatus,
    /// Takes the verdict from the error of the name server.
    NameServer,
}
vocabulary!(Addition: Clock, Signature, CredentialScope, Site, Region, RegionParameter, Version, HttpStatus, NameServer);

/// The display name of the client that `data/client.toml` and the dialects call `name`.
pub(crate) fn client_title(name: &str) -> &str {
    match name {
        "cpp" => "C++ SDK",
        "dotnet" => ".NET SDK",
        "go" => "Go SDK",
        "java" => "Java SDK",
        "nodejs" => "Node.js SDK",
        "php" => "PHP SDK",
        "python" => "Python SDK",
        "ruby" => "Ruby SDK",
        other => other,
    }
}

/// The language of an answer.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// English.
    En,
    /// Chinese.
    Zh,
}
vocabulary!(Lang: En, Zh);

impl Lang {
    /// The language of a POSIX locale name such as `zh_CN.UTF-8`: Chinese for `zh` with or without
    /// a territory, English for everything else.
    ///
    /// ```
    /// use tcerr::Lang;
    /// assert_eq!(Lang::from_locale("zh_CN.UTF-8"), Lang::Zh);
    /// assert_eq!(Lang::from_locale("C"), Lang::En);
    /// ```
    pub fn from_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Self::Zh } else { Self::En }
    }
}
