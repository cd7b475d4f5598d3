//! Which codes a misspelt one may have meant.

/// How far two spellings are apart: the number of slips between them, and whether it was only a
/// part of the code that was compared.
type Distance = (usize, bool);

/// At most `limit` of `codes` near `name`, nearest first, else in the order of `codes`.
///
/// Whole spellings are compared, and `name` also with the part after a code's family, because
/// people write `SignatureFailure` for `AuthFailure.SignatureFailure`.
pub(super) fn nearest<'a>(
    name: &str,
    codes: impl Iterator<Item = &'a str>,
    limit: usize,
) -> Vec<&'a str> {
    let name = name.to_ascii_lowercase();
    let mut near: Vec<(Distance, &str)> = codes
        .filter_map(|code| {
            let whole = slips(&name, code).map(|slips| (slips, false));
            let leaf = code.split_once('.').and_then(|(_, leaf)| slips(&name, leaf));
            let nearest = whole.into_iter().chain(leaf.map(|slips| (slips, true))).min();
            nearest.map(|distance| (distance, code))
        })
        .collect();
    near.sort_by_key(|&(distance, _)| distance);
    near.into_iter().take(limit).map(|(_, code)| code).collect()
}

/// The slips between a lower-case `name` and `code`, if they are few for its length.
fn slips(name: &str, code: &str) -> Option<usize> {
    let allowed = match name.len() {
        0..4 => return None,
        4..8 => 1,
        8..16 => 2,
        16..32 => 3,
        _ => 4,
    };
    if name.len().abs_diff(code.len()) > allowed {
        return None;
    }
    let slips = strsim::osa_distance(name, &code.to_ascii_lowercase());
    (slips <= allowed).then_some(slips)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const CODES: [&str; 7] = [
        "AuthFailure",
        "AuthFailure.SignatureExpire",
        "AuthFailure.SignatureFailure",
        "ClientError.InvalidParameter",
        "InvalidParameter",
        "InvalidParameter.SignatureFailure",
        "NoSuchVersion",
    ];

    #[test]
    fn finds_what_was_meant() {
        for (typed, meant) in [
            ("AuthFailur", &["AuthFailure"][..]),
            ("authfialure", &["AuthFailure"]),
            ("AUTHFAILURE_SIGNATUREEXPIRE", &["AuthFailure.SignatureExpire"]),
            (
                "SignatureFailure",
                &["AuthFailure.SignatureFailure", "InvalidParameter.SignatureFailure"],
            ),
            ("NoSuchVersoin", &["NoSuchVersion"]),
            ("InvalidParameter", &["InvalidParameter", "ClientError.InvalidParameter"]),
            ("Auth", &[]),
            ("x", &[]),
            ("", &[]),
            ("SomethingElseEntirely", &[]),
        ] {
            assert_eq!(nearest(typed, CODES.into_iter(), 5), meant, "{typed}");
        }
    }

    #[test]
    fn stops_at_the_limit() {
        assert_eq!(nearest("SignatureFailure", CODES.into_iter(), 1).len(), 1);
    }
}
