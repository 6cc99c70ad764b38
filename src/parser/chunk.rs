//! `chunk-size [ chunk-ext ] CRLF` (RFC 9112 section 7.1).

use super::grammar::{is_blank, is_hexdig};
use crate::error::{Error, Result};
use crate::work;

/// Past this many digits a size is refused: far beyond any real chunk, and it
/// keeps the number within 80 bits.
const MAX_DIGITS: usize = 20;

/// Reads the size off a chunk-size line that ends in CRLF.
///
/// The extension is ignored, whatever stands in it but a LF. Blanks may follow
/// the size, since some servers pad it.
pub fn parse_chunk_header(line: &[u8]) -> Result<u128> {
    size(line).ok_or_else(|| Error::ChunkHeader(work::copied(line).into()))
}

fn size(line: &[u8]) -> Option<u128> {
    let line = line.strip_suffix(b"\r\n")?;
    let digits = line.iter().position(|&b| !is_hexdig(b)).unwrap_or(line.len());
    let (digits, rest) = line.split_at(digits);
    // The digits twice, as they are found and as they are read.
    work::examined(line.len() + digits.len());
    let well_ended = match rest {
        [b';', extension @ ..] => !extension.contains(&b'\n'),
        padding => padding.iter().all(|&b| is_blank(b)),
    };
    if digits.is_empty() || digits.len() > MAX_DIGITS || !well_ended {
        return None;
    }
    digits.iter().try_fold(0, |size: u128, &digit| {
        Some(size << 4 | u128::from(char::from(digit).to_digit(16)?))
    })
}

#[cfg(test)]
mod tests {
    use super::parse_chunk_header;

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
            assert_eq!(parse_chunk_header(line.as_bytes()), Ok(size), "{line:?}");
        }
    }

    #[test]
    fn what_is_no_size() {
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
            let error = parse_chunk_header(line.as_bytes()).map_err(|e| e.to_string());
            assert!(error.is_err_and(|text| text.starts_with("illegal chunk header: b'")));
        }
    }
}
