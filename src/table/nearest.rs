//! Which names a misspelt one may have meant.

/// The items whose names are near `name`, nearest first, else in their order.
///
/// Family is compared with family and the rest with the rest, so that a long family does not
/// make two short codes alike. A name without a dot is compared with the whole and also with the
/// part after the family, because people write `SignatureFailure` for
/// `AuthFailure.SignatureFailure`.
pub(super) fn nearest<T: Copy>(
    name: &str,
    items: impl Iterator<Item = T>,
    name_of: impl Fn(T) -> &'static str,
) -> Vec<T> {
    if name.len() > LONGEST {
        return Vec::new();
    }
    let whole = Name::new(name);
    let parts = name.split_once('.').map(|(family, leaf)| (Name::new(family), Name::new(leaf)));
    let mut near: Vec<(Distance, T)> = items
        .filter_map(|item| {
            let code = name_of(item);
            let distance = match (&parts, code.split_once('.')) {
                (Some((family, leaf)), Some((other_family, other_leaf))) => {
                    let leaf = leaf.slips(other_leaf)?;
                    Some((family.slips(other_family)? + leaf, false))
                }
                (None, Some((_, leaf))) => {
                    let as_whole = whole.slips(code).map(|slips| (slips, false));
                    let as_leaf = whole.slips(leaf).map(|slips| (slips, true));
                    as_whole.into_iter().chain(as_leaf).min()
                }
                (_, None) => whole.slips(code).map(|slips| (slips, false)),
            };
            distance.map(|distance| (distance, item))
        })
        .collect();
    near.sort_by_key(|&(distance, _)| distance);
    near.into_iter().map(|(_, item)| item).collect()
}

/// Those of `names` that a misspelt `name` may have meant, nearest first.
///
/// ```
/// assert_eq!(tcerr::nearest_names("cvmm", ["cbs", "cvm"].into_iter()), ["cvm"]);
/// ```
pub fn nearest_names(name: &str, names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    nearest(name, names, |name| name)
}

/// How far two spellings are apart: the number of slips between them, and whether it was only a
/// part of the name that was compared.
type Distance = (usize, bool);

/// The name that was typed, or a part of it, ready to be compared with thousands.
struct Name {
    lower: String,
    /// How often each letter and digit occurs.
    letters: [i8; 36],
    /// The most slips that are still near.
    allowed: usize,
}

impl Name {
    fn new(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        let allowed = match lower.len() {
            0..3 => 0,
            3..8 => 1,
            8..16 => 2,
            _ => 3,
        };
        let mut letters = [0; 36];
        count(lower.as_bytes(), &mut letters, 1);
        Self { lower, letters, allowed }
    }

    /// The slips between this name and `other`, if they are few.
    fn slips(&self, other: &str) -> Option<usize> {
        if self.lower.len().abs_diff(other.len()) > self.allowed {
            return None;
        }
        if self.lower.eq_ignore_ascii_case(other) {
            return Some(0);
        }
        // A slip changes at most two of the counts, each by one.
        let mut letters = self.letters;
        count(other.as_bytes(), &mut letters, -1);
        let differ: usize = letters.iter().map(|count| usize::from(count.unsigned_abs())).sum();
        if differ > 2 * self.allowed {
            return None;
        }
        let slips = strsim::osa_distance(&self.lower, &other.to_ascii_lowercase());
        (slips <= self.allowed).then_some(slips)
    }
}

/// Longer names than any that is published, in bytes, are near to none.
const LONGEST: usize = 120;

fn count(name: &[u8], letters: &mut [i8; 36], step: i8) {
    for byte in name {
        let place = match byte {
            b'a'..=b'z' => byte - b'a',
            b'A'..=b'Z' => byte - b'A',
            b'0'..=b'9' => 26 + byte - b'0',
            _ => continue,
        };
        letters[usize::from(place)] += step;
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
            ("InvalidParameter.SignatureFailue", &["InvalidParameter.SignatureFailure"]),
            ("InvalidParameter.Sig", &[]),
            ("SomethingElseEntirely", &[]),
        ] {
            assert_eq!(nearest(typed), meant, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn the_letter_count_rules_out_nothing_that_is_near(place in 0..CODES.len(), at in 0..10usize, letter in "[a-z]") {
            let code = CODES[place];
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
