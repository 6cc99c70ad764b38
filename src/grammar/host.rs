//! The value of a Host field (RFC 9110 section 7.2, RFC 3986 section 3.2.2).

use super::octets::{encoded_len, is_digit, is_hexdig, is_plain_reg_name, is_reg_name_octet};
use crate::work;

/// `uri-host [ ":" port ]`, the value of a Host field (RFC 9110 section 7.2, RFC 3986
/// section 3.2). The host may be empty.
pub fn is_host_value(bytes: &[u8]) -> bool {
    is_plain_reg_name(bytes) || split_host(bytes).is_some()
}

/// The host and the port, either of which may be empty; None if either is invalid.
pub(super) fn split_host(bytes: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    work::count(2 * bytes.len());
    let (is_host, host_len) = match bytes {
        [b'[', rest @ ..] => {
            let end = rest.iter().position(|&b| b == b']')?;
            (is_ip_literal(rest.split_at(end).0), end + b"[]".len())
        }
        _ => (true, encoded_len(bytes, is_reg_name_octet)),
    };
    let (host, port) = bytes.split_at_checked(host_len)?;
    let port = match port {
        [] => None,
        [b':', digits @ ..] if digits.iter().all(|&b| is_digit(b)) => Some(digits),
        _ => return None,
    };
    is_host.then_some((host, port))
}

/// `IPv6address / IPvFuture`
fn is_ip_literal(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let future = text.strip_prefix(['v', 'V']).and_then(|text| text.split_once('.'));
    match future {
        Some((version, address)) => {
            !version.is_empty()
                && version.bytes().all(is_hexdig)
                && !address.is_empty()
                && address.bytes().all(|b| is_reg_name_octet(b) || b == b':')
        }
        None => text.parse::<std::net::Ipv6Addr>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities() {
        for authority in [
            "",
            "a",
            "example.com",
            "example.com:80",
            "a:",
            "127.0.0.1:8080",
            "[::1]",
            "[::1]:443",
            "[2001:db8::192.0.2.1]",
            "[v7.a:b]",
            "xn--a_b~c",
            "a%2Fb",
            "!$&'()*+,;=",
        ] {
            assert!(is_host_value(authority.as_bytes()), "{authority}");
        }
        for other in [
            "a/b",
            "a b",
            "a@b",
            "a:80:90",
            "a:b",
            "a,b:c",
            "[::1",
            "::1",
            "[]",
            "[:::]",
            "[::1]a",
            "[::1%25eth0]",
            "[v.a]",
            "[v7.]",
            "a%2",
            "a%zz",
            "a?b",
            "a#b",
            "a\\b",
            "\u{e9}",
            "a\u{7f}",
        ] {
            assert!(!is_host_value(other.as_bytes()), "{other}");
        }
        assert!(!is_host_value(b"[\xff]"));
    }
}
