//! Chunk extensions (RFC 9112 section 7.1.1).

use super::octets::{find_octet, token_len, trim_ows_start};

/// `chunk-ext`: `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )`. Control
/// characters are not looked for.
pub fn is_chunk_ext(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while !rest.is_empty() {
        match skip_extension(rest) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

/// What follows the first extension; None if that is malformed.
fn skip_extension(bytes: &[u8]) -> Option<&[u8]> {
    let name = trim_ows_start(bytes).strip_prefix(b";")?;
    let after_name = skip_token(trim_ows_start(name))?;
    match trim_ows_start(after_name) {
        [b'=', value @ ..] => match trim_ows_start(value) {
            [b'"', quoted @ ..] => skip_quoted(quoted),
            token => skip_token(token),
        },
        _ => Some(after_name),
    }
}

fn skip_token(bytes: &[u8]) -> Option<&[u8]> {
    match token_len(bytes) {
        0 => None,
        len => Some(bytes.split_at_checked(len)?.1),
    }
}

/// What follows a `quoted-string` (RFC 9110 section 5.6.4), of which the first quotation mark has
/// been read.
fn skip_quoted(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes;
    loop {
        let at = find_octet(rest, |b| matches!(b, b'"' | b'\\'))?;
        rest = match rest.split_at_checked(at)?.1 {
            [b'"', after @ ..] => return Some(after),
            [_, _, after @ ..] => after,
            _ => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::is_chunk_ext;

    #[test]
    fn extensions() {
        for valid in [
            "",
            ";a",
            ";a=b",
            ";a;b=c;d",
            " ;a",
            "\t; a \t=\tb ; c",
            ";a=\"\"",
            ";a=\"b;c=\\\"d\\\\\"",
            ";a=\"b\";c",
            ";a=\"b\" ;c",
            ";a=\"\u{e4}\\\u{e4}\"",
        ] {
            assert!(is_chunk_ext(valid.as_bytes()), "{valid:?}");
        }
        for invalid in [
            " ",
            "\t",
            "a",
            ";",
            "; ",
            ";;",
            ";a;",
            ";a ",
            ";a=",
            ";a= ",
            ";a=;b",
            ";=b",
            ";a=b ",
            ";a b",
            ";a==b",
            ";bad[=x",
            ";a=b[",
            ";a=\"",
            ";a=\"x",
            ";a=\"x\\",
            ";a=\"x\\\"",
            ";a=\"x\"y",
            ";a=\"x\" ",
            ";\u{e4}",
            ";\"a\"",
        ] {
            assert!(!is_chunk_ext(invalid.as_bytes()), "{invalid:?}");
        }
    }
}
