//! Bytes within messages.

use std::fmt::{self, Display, Formatter, Write};

/// Bytes as a literal in single quotes, `b'\r\n'`, or in double ones where they hold
/// single quotes only: 0.16.0's messages quote the offending bytes that way.
pub(super) fn quote(bytes: &[u8]) -> impl Display + '_ {
    struct Quoted<'a>(&'a [u8]);

    impl Display for Quoted<'_> {
        fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
            let quote = if self.0.contains(&b'\'') && !self.0.contains(&b'"') { '"' } else { '\'' };
            write!(f, "b{quote}")?;
            for &byte in self.0 {
                match byte {
                    b'\t' => f.write_str("\\t")?,
                    b'\n' => f.write_str("\\n")?,
                    b'\r' => f.write_str("\\r")?,
                    b'\\' => f.write_str("\\\\")?,
                    b'\'' if quote == '\'' => f.write_str("\\'")?,
                    0x20..=0x7e => f.write_char(char::from(byte))?,
                    _ => write!(f, "\\x{byte:02x}")?,
                }
            }
            f.write_char(quote)
        }
    }

    Quoted(bytes)
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn bytes_are_quoted_as_h11_quotes_them() {
        for (bytes, shown) in [
            (&b"GET /"[..], "b'GET /'"),
            (b"\x00\t\n\r\\~\x7f\xff", r"b'\x00\t\n\r\\~\x7f\xff'"),
            (b"it's", "b\"it's\""),
            (b"'\"", r#"b'\'"'"#),
            (b"", "b''"),
        ] {
            assert_eq!(quote(bytes).to_string(), shown);
        }
    }
}
