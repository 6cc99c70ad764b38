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
/// Setting 0x20 makes letters lower-case and leaves '-' and digits alone; only
/// control characters become one of these by it.
#[inline]
fn is_spelling_of(name: &[u8], known: &[u8]) -> bool {
    fn spells(byte: &u8, known: &u8) -> bool {
        (byte | 0x20 == *known) & (*byte >= 0x20)
    }
    fn alike<const N: usize>((a, b): (&[u8; N], &[u8; N])) -> bool {
        a.iter().zip(b).fold(true, |alike, (a, b)| alike & spells(a, b))
    }
    if name.len() != known.len() {
        return false;
    }
    // In blocks, of which the last may overlap the one before it.
    let ((blocks, _), (known_blocks, _)) = (name.as_chunks::<8>(), known.as_chunks::<8>());
    match name.last_chunk::<8>().zip(known.last_chunk::<8>()) {
        Some(last) => alike(last) && blocks.iter().zip(known_blocks).all(alike),
        None => name.iter().zip(known).all(|(a, b)| spells(a, b)),
    }
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
