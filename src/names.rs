//! Field names that everybody sends, by number.
//!
//! A name found here needs no second look: its bytes are valid, its lower-case
//! form is at hand, and the rules that depend on a name compare one byte.

/// The number of a known field name, or [`FieldName::OTHER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldName(u8);

macro_rules! names_with_rules {
    ($($constant:ident = $index:literal),+ $(,)?) => {
        $(
            #[allow(missing_docs)]
            pub const $constant: FieldName = FieldName($index);
        )+
    };
}

/// Lower-case, in any order but for the first six, whose numbers stand below.
pub const KNOWN: [&str; 88] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "upgrade",
    "expect",
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "access-control-request-headers",
    "access-control-request-method",
    "age",
    "allow",
    "alt-svc",
    "authorization",
    "cache-control",
    "cdn-loop",
    "cf-connecting-ip",
    "cf-ray",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-location",
    "content-range",
    "content-security-policy",
    "content-type",
    "cookie",
    "date",
    "dnt",
    "etag",
    "expires",
    "forwarded",
    "from",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "last-modified",
    "link",
    "location",
    "max-forwards",
    "origin",
    "pragma",
    "priority",
    "proxy-authorization",
    "range",
    "referer",
    "referrer-policy",
    "retry-after",
    "sec-ch-ua",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-user",
    "sec-websocket-accept",
    "sec-websocket-extensions",
    "sec-websocket-key",
    "sec-websocket-protocol",
    "sec-websocket-version",
    "server",
    "set-cookie",
    "strict-transport-security",
    "te",
    "trailer",
    "upgrade-insecure-requests",
    "user-agent",
    "vary",
    "via",
    "www-authenticate",
    "x-content-type-options",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-frame-options",
    "x-powered-by",
    "x-real-ip",
    "x-request-id",
    "x-requested-with",
    "x-xss-protection",
];

impl FieldName {
    names_with_rules! {
        HOST = 0,
        CONTENT_LENGTH = 1,
        TRANSFER_ENCODING = 2,
        CONNECTION = 3,
        UPGRADE = 4,
        EXPECT = 5,
    }

    /// Any name that is not in [`KNOWN`].
    pub const OTHER: FieldName = FieldName(u8::MAX);

    /// Whether the fields of this name are subject to rules.
    #[inline]
    pub(crate) fn has_rules(self) -> bool {
        self.0 <= FieldName::EXPECT.0
    }

    /// The number of `name`, in whatever case.
    #[inline]
    pub fn of(name: &[u8]) -> FieldName {
        let candidate = match slot_of(name).and_then(|slot| SLOTS.get(slot)) {
            Some(&candidate) => FieldName(candidate),
            None => return FieldName::OTHER,
        };
        match candidate.lower() {
            Some(known) if is_spelling_of(name, known) => candidate,
            _ => FieldName::OTHER,
        }
    }

    /// The lower-case name, unless it is [`FieldName::OTHER`].
    #[inline]
    pub fn lower(self) -> Option<&'static [u8]> {
        KNOWN.get(self.index()).map(|name| name.as_bytes())
    }

    /// The place in [`KNOWN`]; past its end for [`FieldName::OTHER`].
    #[inline]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Whether `name` is a known name but for the case.
///
/// The case of a letter is its bit 0x20; of the bytes that names are made of,
/// only lower-case letters have the bit 0x40.
#[inline]
fn is_spelling_of(name: &[u8], known: &[u8]) -> bool {
    /// Where two words differ by more than the case of a letter.
    fn differ(word: u64, known: u64) -> u64 {
        const LETTERS: u64 = u64::from_le_bytes([0x40; 8]);
        (word ^ known) & !((known & LETTERS) >> 1)
    }
    fn of_eight((a, b): (&[u8; 8], &[u8; 8])) -> u64 {
        differ(u64::from_le_bytes(*a), u64::from_le_bytes(*b))
    }
    fn of_four((a, b): (&[u8; 4], &[u8; 4])) -> u64 {
        differ(u32::from_le_bytes(*a).into(), u32::from_le_bytes(*b).into())
    }
    if name.len() != known.len() {
        return false;
    }
    // In blocks, of which the last may overlap the one before it.
    let difference = if let Some(last) = name.last_chunk().zip(known.last_chunk()) {
        let blocks = name.as_chunks().0.iter().zip(known.as_chunks().0);
        blocks.fold(of_eight(last), |found, pair| found | of_eight(pair))
    } else if let Some(last) = name.last_chunk().zip(known.last_chunk()) {
        let first = name.first_chunk().zip(known.first_chunk());
        of_four(last) | first.map_or(0, of_four)
    } else {
        let pairs = name.iter().zip(known);
        pairs.fold(0, |found, (&a, &b)| found | differ(a.into(), b.into()))
    };
    difference == 0
}

const SLOT_COUNT: usize = 1024;

/// Which slot a name falls into, whatever its case; None for no name at all.
#[inline]
fn slot_of(name: &[u8]) -> Option<usize> {
    let len = name.len();
    let at = |i: usize| name.get(i).copied();
    Some(slot(at(0)?, at(len / 2)?, at(len * 3 / 4)?, *name.last()?, len))
}

#[inline]
const fn slot(first: u8, half: u8, late: u8, last: u8, len: usize) -> usize {
    ((first | 0x20) as usize * 783
        + (half | 0x20) as usize * 449
        + (late | 0x20) as usize * 962
        + (last | 0x20) as usize * 508
        + len * 567)
        % SLOT_COUNT
}

/// Slot to number. The multipliers of [`slot`] were chosen by trial so that no
/// two known names share a slot; should a new name break that, this does not
/// compile, and others must be tried.
#[allow(clippy::indexing_slicing)] // while compiling
static SLOTS: [u8; SLOT_COUNT] = {
    let mut slots = [u8::MAX; SLOT_COUNT];
    let mut i = 0;
    while i < KNOWN.len() {
        let name = KNOWN[i].as_bytes();
        let len = name.len();
        let slot = slot(name[0], name[len / 2], name[len * 3 / 4], name[len - 1], len);
        assert!(slots[slot] == u8::MAX, "two field names share a slot");
        slots[slot] = i as u8;
        i += 1;
    }
    slots
};

#[cfg(test)]
mod tests {
    use super::{FieldName, KNOWN};

    #[test]
    fn every_known_name_is_found_in_any_case() {
        for (index, name) in KNOWN.iter().enumerate() {
            for spelling in [name.to_string(), name.to_ascii_uppercase()] {
                let found = FieldName::of(spelling.as_bytes());
                assert_eq!(found.index(), index, "{spelling}");
                assert_eq!(found.lower(), Some(name.as_bytes()));
            }
        }
    }

    #[test]
    fn others_are_other() {
        for name in ["", "x", "hos", "hosts", "hos~", "ho_t", "x-request-ie", "content\rlength"] {
            assert_eq!(FieldName::of(name.as_bytes()), FieldName::OTHER, "{name}");
        }
        assert_eq!(FieldName::OTHER.lower(), None);
    }

    #[test]
    fn names_with_rules_have_their_numbers() {
        for (constant, name) in [
            (FieldName::HOST, "host"),
            (FieldName::CONTENT_LENGTH, "content-length"),
            (FieldName::TRANSFER_ENCODING, "transfer-encoding"),
            (FieldName::CONNECTION, "connection"),
            (FieldName::UPGRADE, "upgrade"),
            (FieldName::EXPECT, "expect"),
        ] {
            assert_eq!(constant.lower(), Some(name.as_bytes()));
        }
    }
}
