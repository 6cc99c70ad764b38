//! Well-known field names, by number.
//!
//! A name found here needs no further check: its bytes are valid, its lower-case form is
//! known, and rules that depend on a name compare one byte.

use super::text_key::TextKey;

/// The number of a known field name, or [`FieldName::OTHER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldName(u8);

/// The known names in lower case. The numbers of the first seven are the constants of
/// [`FieldName`]; the order of the others does not matter.
pub const KNOWN: [&str; 88] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "upgrade",
    "expect",
    "te",
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
    /// `Host`
    pub const HOST: FieldName = FieldName(0);
    /// `Content-Length`
    pub const CONTENT_LENGTH: FieldName = FieldName(1);
    /// `Transfer-Encoding`
    pub const TRANSFER_ENCODING: FieldName = FieldName(2);
    /// `Connection`
    pub const CONNECTION: FieldName = FieldName(3);
    /// `Upgrade`
    pub const UPGRADE: FieldName = FieldName(4);
    /// `Expect`
    pub const EXPECT: FieldName = FieldName(5);
    /// `TE`
    pub const TE: FieldName = FieldName(6);

    /// Any name that is not in [`KNOWN`].
    pub const OTHER: FieldName = FieldName(u8::MAX);

    /// Whether fields of this name affect framing or the connection, or have rules.
    #[inline]
    pub(crate) fn is_special(self) -> bool {
        self.0 <= FieldName::TE.0
    }

    /// The number of `name`, ignoring case.
    #[inline]
    pub fn of(name: &[u8]) -> FieldName {
        let Some(ends) = TextKey::of(name) else {
            return FieldName::OTHER;
        };
        let Some(&candidate) = SLOTS.get(slot(ends, name.len())) else {
            return FieldName::OTHER;
        };
        match KNOWN_ENDS.get(usize::from(candidate)) {
            Some((known, len)) if *len == name.len() && ends_match(ends, known) => {
                FieldName(candidate).confirm_middle(name)
            }
            _ => FieldName::OTHER,
        }
    }

    /// This name, if the bytes between the ends match as well. The ends cover 16 bytes.
    #[inline]
    fn confirm_middle(self, name: &[u8]) -> FieldName {
        if name.len() <= 16 || self.lower().is_some_and(|known| known.eq_ignore_ascii_case(name)) {
            self
        } else {
            FieldName::OTHER
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

/// Whether the ends of a name are those of a known one, ignoring case.
///
/// The case of a letter is its bit 0x20; of the bytes that known names are made of,
/// only letters have the bit 0x40.
#[inline]
fn ends_match(ends: TextKey, known: &TextKey) -> bool {
    const LETTERS: u64 = u64::from_le_bytes([0x40; 8]);
    let differ = |word: u64, known: u64| (word ^ known) & !((known & LETTERS) >> 1);
    differ(ends.first, known.first) | differ(ends.last, known.last) == 0
}

/// The slot of a name, which does not depend on case.
#[inline]
const fn slot(ends: TextKey, len: usize) -> usize {
    const CASE: u64 = u64::from_le_bytes([0x20; 8]);
    let mixed = (ends.first | CASE) ^ (ends.last | CASE).rotate_left(29);
    (mixed.wrapping_add(len as u64).wrapping_mul(MULTIPLIER) >> (64 - SLOT_BITS)) as usize
}

const SLOT_BITS: u32 = 9;

/// Chosen by trial so that no two known names share a slot. If a new name shares one, the
/// assertion in [`SLOTS`] fails to compile, and another multiplier must be tried.
const MULTIPLIER: u64 = 0x00e5_e813_05fb_ec3b;

/// The ends and the length of each name in [`KNOWN`].
#[allow(clippy::indexing_slicing)] // while compiling
static KNOWN_ENDS: [(TextKey, usize); KNOWN.len()] = {
    let mut ends = [(TextKey { first: 0, last: 0 }, 0); KNOWN.len()];
    let mut i = 0;
    while i < KNOWN.len() {
        let name = KNOWN[i].as_bytes();
        if let Some(known) = TextKey::of(name) {
            ends[i] = (known, name.len());
        }
        i += 1;
    }
    ends
};

/// The number of the name in each slot.
#[allow(clippy::indexing_slicing)] // while compiling
static SLOTS: [u8; 1 << SLOT_BITS] = {
    let mut slots = [u8::MAX; 1 << SLOT_BITS];
    let mut i = 0;
    while i < KNOWN.len() {
        let (ends, len) = KNOWN_ENDS[i];
        let slot = slot(ends, len);
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
        for name in [
            "",
            "x",
            "t",
            "tee",
            "vi",
            "vib",
            "hos",
            "hosts",
            "hos~",
            "ho_t",
            "hOSt\0",
            "ra\x0ege",
            "x-request-ie",
            "content\rlength",
            "content-lengtH ",
            "transfer_encoding",
            "transfer-encodinG\0",
            "upgrade-insecure.requests",
            "access-control-xllow-headers",
        ] {
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
            (FieldName::TE, "te"),
        ] {
            assert_eq!(constant.lower(), Some(name.as_bytes()));
        }
    }
}
