//! Finds the names that a misspelled name may stand for.
//!
//! The distance is the number of typing errors between two names: a letter added, removed, replaced
//! or swapped with its neighbor. A count of the letters rules out most names before that distance
//! is computed. Which names are searched is up to the caller.

/// The items whose names are near `name`, nearest first; ties keep their order.
///
/// Families are compared with families and leaves with leaves, so that a long family does not make
/// two short leaves alike. A name without a dot is compared both with the whole code and with its
/// leaf, because people write `SignatureFailure` for `AuthFailure.SignatureFailure`.
pub(super) fn nearest<T: Copy>(
    name: &str,
    items: impl Iterator<Item = T>,
    name_of: impl Fn(T) -> &'static str,
) -> Vec<T> {
    if name.len() > MAX_NAME_LEN {
        return Vec::new();
    }
    let whole = Name::new(name);
    let parts = name.split_once('.').map(|(family, leaf)| (Name::new(family), Name::new(leaf)));
    let mut matches: Vec<(Distance, T)> = items
        .filter_map(|item| {
            let code = name_of(item);
            let distance = match (&parts, code.split_once('.')) {
                (Some((family, leaf)), Some((other_family, other_leaf))) => {
                    let leaf_errors = leaf.errors(other_leaf)?;
                    Some((family.errors(other_family)? + leaf_errors, false))
                }
                (None, Some((_, leaf))) => {
                    let as_whole = whole.errors(code).map(|errors| (errors, false));
                    let as_leaf = whole.errors(leaf).map(|errors| (errors, true));
                    as_whole.into_iter().chain(as_leaf).min()
                }
                (_, None) => whole.errors(code).map(|errors| (errors, false)),
            };
            distance.map(|distance| (distance, item))
        })
        .collect();
    matches.sort_by_key(|&(distance, _)| distance);
    matches.into_iter().map(|(_, item)| item).collect()
}

/// The names that a misspelled `name` may stand for, nearest first.
///
/// ```
/// assert_eq!(tcerr::nearest_names("cvmm", ["cbs", "cvm"].into_iter()), ["cvm"]);
/// ```
pub fn nearest_names(name: &str, names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    nearest(name, names, |name| name)
}

/// The number of typing errors between two names, and whether only the leaf was compared.
type Distance = (usize, bool);

/// The typed name or a part of it, prepared for thousands of comparisons.
struct Name {
    lower: String,
    /// How often each letter and digit occurs.
    letters: [i8; 36],
    /// The maximum number of errors at which another name is still near.
    max_errors: usize,
}

impl Name {
    fn new(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        let max_errors = match lower.len() {
            0..3 => 0,
            3..8 => 1,
            8..16 => 2,
            _ => 3,
        };
        let mut letters = [0; 36];
        add_letters(lower.as_bytes(), &mut letters, 1);
        Self { lower, letters, max_errors }
    }

    /// The number of typing errors between this name and `other`, or `None` if there are more than
    /// `max_errors`.
    fn errors(&self, other: &str) -> Option<usize> {
        if self.lower.len().abs_diff(other.len()) > self.max_errors {
            return None;
        }
        if self.lower.eq_ignore_ascii_case(other) {
            return Some(0);
        }
        // One error changes at most two of the counts, each by one.
        let mut letters = self.letters;
        add_letters(other.as_bytes(), &mut letters, -1);
        let difference: usize = letters.iter().map(|count| usize::from(count.unsigned_abs())).sum();
        if difference > 2 * self.max_errors {
            return None;
        }
        let errors = strsim::osa_distance(&self.lower, &other.to_ascii_lowercase());
        (errors <= self.max_errors).then_some(errors)
    }
}

/// The maximum length of a name that is compared, in bytes; every published name is shorter.
const MAX_NAME_LEN: usize = 120;

/// Adds `step` to the count of each letter and digit of `name`.
fn add_letters(name: &[u8], letters: &mut [i8; 36], step: i8) {
    for byte in name {
        let index = match byte {
            b'a'..=b'z' => byte - b'a',
            b'A'..=b'Z' => byte - b'A',
            b'0'..=b'9' => 26 + byte - b'0',
            _ => continue,
        };
        letters[usize::from(index)] += step;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    const CODES: [&str; 7] = [
        "AuthFailure",
        "AuthFailure.SignatureExpire",
        "AuthFailure.SignatureFailure",
        "ClientError.InvalidParameter",
        "InvalidParameter",
        "InvalidParameter.SignatureFailure",
        "NoSuchVersion",
    ];

    fn nearest(name: &str) -> Vec<&'static str> {
        super::nearest(name, CODES.into_iter(), |code| code)
    }

    #[test]
    fn finds_the_codes_that_a_misspelled_name_may_stand_for() {
        for (typed, expected) in [
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
            ("InvalidParameter.SignatureFailue", &["InvalidParameter.SignatureFailure"]),
            ("InvalidParameter.Sig", &[]),
            ("SomethingElseEntirely", &[]),
        ] {
            assert_eq!(nearest(typed), expected, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn the_letter_count_never_rules_out_a_near_name(index in 0..CODES.len(), at in 0..10usize, letter in "[a-z]") {
            let code = CODES[index];
            let changed = format!("{}{letter}{}", &code[..at], &code[at + 1..]);
            let mut swapped: Vec<char> = code.chars().collect();
            swapped.swap(at, at + 1);
            let swapped = swapped.into_iter().collect();
            for typed in [changed, swapped, format!("{letter}{code}"), code[1..].to_owned()] {
                prop_assert!(nearest(&typed).contains(&code), "{} from {}", code, typed);
            }
        }
    }
}
