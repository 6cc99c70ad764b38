//! `chunk-size [ chunk-ext ] CRLF` (RFC 9112 section 7.1).

use crate::error::{Error, Result};
use crate::fields::Leniency;
use crate::grammar::octets::{hex_len, trim_ows_start, without_leading_zeros};
use crate::grammar::swar::find_byte;

/// A size of more digits is rejected, so that it fits into 80 bits.
pub const MAX_SIZE_DIGITS: usize = 20;

/// The largest number of digits that the fast path parses: such a size fits into 64 bits.
const FAST_MAX_DIGITS: usize = 15;

/// The fast path: parses a complete chunk-size line without an extension, and returns its
/// length and the size. None for any other line.
#[inline]
pub fn parse_chunk_size_fast(bytes: &[u8]) -> Option<(usize, u128)> {
    let mut size = 0u64;
    // Too few digits to overflow, and then the line end.
    for (at, &byte) in bytes.iter().take(FAST_MAX_DIGITS + 1).enumerate() {
        match char::from(byte).to_digit(16) {
            Some(digit) => size = size << 4 | u64::from(digit),
            None => {
                let ends = byte == b'\r' && bytes.get(at + 1) == Some(&b'\n');
                return (at > 0 && ends).then(|| (at + 2, size.into()));
            }
        }
    }
    None
}

/// Parses the size in a chunk-size line that ends in CRLF.
///
/// The extension is ignored, and may contain any octets but LF. OWS may follow the size, since
/// some servers pad it.
pub fn parse_chunk_size_line(line: &[u8], leniency: Leniency) -> Result<u128> {
    size(line, leniency).ok_or_else(|| Error::with_bytes(Error::ChunkSizeMalformed, line))
}

fn size(line: &[u8], leniency: Leniency) -> Option<u128> {
    let line = line.strip_suffix(b"\r\n")?;
    let (digits, rest) = line.split_at(hex_len(line));
    let rest = if leniency.chunk_whitespace { trim_ows_start(rest) } else { rest };
    let is_rest_valid = match rest {
        [b';', extension @ ..] => find_byte(b'\n', extension).is_none(),
        padding => trim_ows_start(padding).is_empty(),
    };
    let counted = if leniency.leading_zeros { without_leading_zeros(digits) } else { digits };
    if digits.is_empty() || counted.len() > MAX_SIZE_DIGITS || !is_rest_valid {
        return None;
    }
    counted.iter().try_fold(0, |size: u128, &digit| {
        Some(size << 4 | u128::from(char::from(digit).to_digit(16)?))
    })
}

#[cfg(test)]
mod tests {
    use super::{parse_chunk_size_fast, parse_chunk_size_line};
    use crate::fields::Leniency;

    #[test]
    fn sizes() {
        for (line, size) in [
            ("0\r\n", 0),
            ("5\r\n", 5),
            ("aF\r\n", 0xaf),
            ("00000000000000000001\r\n", 1),
            ("ffffffffffffffffffff\r\n", (1 << 80) - 1),
            ("1 \t\r\n", 1),
            ("1;\r\n", 1),
            ("1;a=b;c \r\n", 1),
            ("1;a\rb\r\n", 1),
        ] {
            assert_eq!(
                parse_chunk_size_line(line.as_bytes(), Leniency::NONE),
                Ok(size),
                "{line:?}"
            );
            let bare = parse_chunk_size_fast(line.as_bytes());
            assert!(bare.is_none_or(|found| found == (line.len(), size)), "{line:?}");
        }
    }

    #[test]
    fn whitespace_before_an_extension() {
        let leniency = Leniency { chunk_whitespace: true, ..Leniency::NONE };
        for line in ["5;a\r\n", "5 ;a\r\n", "5\t \t;\r\n", "5 \r\n", "5\r\n"] {
            assert_eq!(parse_chunk_size_line(line.as_bytes(), leniency), Ok(5), "{line:?}");
        }
        for line in [" 5;a\r\n", "5 a\r\n", " ;a\r\n", "5 ;a\nb\r\n"] {
            assert!(parse_chunk_size_line(line.as_bytes(), leniency).is_err(), "{line:?}");
        }
    }

    #[test]
    fn sizes_by_value() {
        let leniency = Leniency { leading_zeros: true, ..Leniency::NONE };
        let zeros = "0".repeat(100);
        for (digits, size) in [("5", 5), ("", 0), ("ffffffffffffffffffff", (1 << 80) - 1)] {
            let line = format!("{zeros}{digits}\r\n");
            assert_eq!(parse_chunk_size_line(line.as_bytes(), leniency), Ok(size), "{line:?}");
            assert!(parse_chunk_size_line(line.as_bytes(), Leniency::NONE).is_err());
        }
        for line in ["\r\n", "0100000000000000000000\r\n"] {
            assert!(parse_chunk_size_line(line.as_bytes(), leniency).is_err(), "{line:?}");
        }
    }

    #[test]
    fn bare_sizes() {
        assert_eq!(parse_chunk_size_fast(b"0\r\n\r\n"), Some((3, 0)));
        assert_eq!(parse_chunk_size_fast(b"aF\r\ncontent"), Some((4, 0xaf)));
        assert_eq!(parse_chunk_size_fast(b"fffffffffffffff\r\n"), Some((17, (1 << 60) - 1)));
        for other in ["", "5", "5\r", "5\n", "\r\n", "5;x\r\n", "5 \r\n", "0123456789abcdef\r\n"] {
            assert_eq!(parse_chunk_size_fast(other.as_bytes()), None, "{other:?}");
        }
    }

    #[test]
    fn invalid_sizes() {
        for line in [
            "\r\n",
            "g\r\n",
            "-1\r\n",
            "+1\r\n",
            "0x1\r\n",
            " 1\r\n",
            "1 ;x\r\n",
            "1;a\nb\r\n",
            "1\n",
            "1\r\r\n",
            "1\0\r\n",
            "000000000000000000001\r\n",
        ] {
            let error =
                parse_chunk_size_line(line.as_bytes(), Leniency::NONE).map_err(|e| e.to_string());
            assert!(error.is_err_and(|text| text.starts_with("illegal chunk header: b'")));
        }
    }
}
