//! The forms of request targets (RFC 9112 section 3.2), which consist of parts of URIs (RFC 3986).

use super::host::split_host;
use super::octets::{encoded_len, find_octet, is_digit, is_reg_name_octet, is_uri_octet};
use crate::work;

/// Whether a target has one of the forms that this method allows: `authority-form` for CONNECT,
/// and otherwise `origin-form`, `absolute-form`, or the `asterisk-form` of OPTIONS.
pub fn is_target_of(method: &[u8], target: &[u8]) -> bool {
    match (method, target) {
        (b"CONNECT", _) => is_authority_form(target),
        (_, [b'/', ..]) => is_path_and_query(target),
        (b"OPTIONS", b"*") => true,
        _ => is_absolute_form(target),
    }
}

/// `uri-host ":" port`, of which neither may be empty.
fn is_authority_form(target: &[u8]) -> bool {
    matches!(split_host(target), Some((host, Some(port))) if !host.is_empty() && is_port(port))
}

/// Whether these digits are the number of a port.
fn is_port(digits: &[u8]) -> bool {
    let value = digits
        .iter()
        .try_fold(0u16, |port, digit| port.checked_mul(10)?.checked_add(u16::from(digit - b'0')));
    value.is_some_and(|port| port > 0)
}

/// `absolute-URI`. What might be an `authority-form` is none: `a:80` is not the path 80 of the
/// scheme `a`.
fn is_absolute_form(target: &[u8]) -> bool {
    let Some((scheme, rest)) =
        find_octet(target, |b| b == b':').and_then(|colon| target.split_at_checked(colon))
    else {
        return false;
    };
    let is_http = [b"http".as_slice(), b"https"].iter().any(|it| it.eq_ignore_ascii_case(scheme));
    let is_valid = match rest {
        [b':', b'/', b'/', rest @ ..] => {
            let end = find_octet(rest, |b| matches!(b, b'/' | b'?')).unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            let is_host = if is_http { is_http_authority } else { is_authority };
            is_host(authority) && is_path_and_query(path)
        }
        [b':', path @ ..] => !is_http && is_path_and_query(path) && !is_authority_form(target),
        _ => false,
    };
    is_scheme(scheme) && is_valid
}

/// `ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`
fn is_scheme(bytes: &[u8]) -> bool {
    work::count(bytes.len());
    let is_inner = |b: &u8| b.is_ascii_alphabetic() || is_digit(*b) || b"+-.".contains(b);
    matches!(bytes, [first, rest @ ..] if first.is_ascii_alphabetic() && rest.iter().all(is_inner))
}

/// `[ userinfo "@" ] host [ ":" port ]`
fn is_authority(bytes: &[u8]) -> bool {
    match find_octet(bytes, |b| b == b'@').and_then(|at| bytes.split_at_checked(at)) {
        Some((user, [_, host @ ..])) => {
            work::count(user.len());
            encoded_len(user, |b| is_reg_name_octet(b) || b == b':') == user.len()
                && split_host(host).is_some()
        }
        _ => split_host(bytes).is_some(),
    }
}

/// The authority of an http or https URI, whose host may not be empty. Userinfo is an error (RFC
/// 9110 sections 4.2.1 and 4.2.4).
fn is_http_authority(bytes: &[u8]) -> bool {
    split_host(bytes).is_some_and(|(host, _)| !host.is_empty())
}

/// `path [ "?" query ]`
fn is_path_and_query(bytes: &[u8]) -> bool {
    work::count(bytes.len());
    encoded_len(bytes, is_uri_octet) == bytes.len()
}

#[cfg(test)]
mod tests {
    use super::is_target_of;

    fn accepted<'a>(method: &str, targets: &[&'a str]) -> Vec<&'a str> {
        let is_accepted = |target: &&str| is_target_of(method.as_bytes(), target.as_bytes());
        targets.iter().copied().filter(is_accepted).collect()
    }

    #[test]
    fn asterisk_form() {
        assert_eq!(accepted("OPTIONS", &["*", "**", "*/", "/*"]), ["*", "/*"]);
        for method in ["GET", "CONNECT", "options", "OPTIONSX", ""] {
            assert_eq!(accepted(method, &["*"]), [""; 0], "{method}");
        }
    }

    #[test]
    fn authority_form() {
        let valid = [
            "a:80",
            "a:1",
            "a:65535",
            "a:00080",
            "127.0.0.1:80",
            "[::1]:443",
            "a%2Fb:80",
            "example.com:443",
        ];
        assert_eq!(accepted("CONNECT", &valid), valid);
        for method in ["GET", "OPTIONS", "connect"] {
            assert_eq!(accepted(method, &valid), [""; 0]);
        }
        let invalid = [
            "a:",
            "a",
            ":80",
            "a:0",
            "a:65536",
            "a:99999",
            "a:100000",
            "a:x",
            "a:-1",
            "a:8:0",
            "/",
            "*",
            "http://a:80",
            "u@a:80",
            "[::1",
            "[::1]",
            "[::g]:80",
            "a b:80",
            "a/b:80",
            "a:80/",
            "",
        ];
        assert_eq!(accepted("CONNECT", &invalid), [""; 0]);
    }

    #[test]
    fn origin_form() {
        let valid = [
            "/",
            "//",
            "/a/b;c=d:e@f",
            "/a?b=c/d?e",
            "/?",
            "/a%20b?%c3%A4",
            "/-._~!$&'()*+,;=:@",
            "/\"<>[]^`{|}?\"<>[]^`{|}",
        ];
        assert_eq!(accepted("GET", &valid), valid);
        let invalid = [
            "", "a", "foo/bar", "!", "?a", "/a#b", "/?a#b", "#", "/a\\b", "/?a\\b", "/%", "/%1",
            "/%zz", "/%1g", "/?%", "/ ", "/\u{e4}", "/\u{7f}",
        ];
        assert_eq!(accepted("GET", &invalid), [""; 0]);
    }

    #[test]
    fn absolute_form() {
        let valid = [
            "http://a",
            "http://a/",
            "HTTP://a:80/b?c",
            "https://[::1]:80?a",
            "http://a:/b",
            "ftp://u:p%20w@a/",
            "file:///a",
            "x+y-z.1://a",
            "urn:isbn:1",
            "a:b",
            "a:",
            "a:/b",
        ];
        assert_eq!(accepted("GET", &valid), valid);
        let invalid = [
            "http:///",
            "http://",
            "https://:80/",
            "http://u@a/",
            "http:a",
            "http:/a",
            "http:",
            "https:80",
            "http//a",
            "http://a#b",
            "http://a/%zz",
            "http://a\\b/",
            "http://a:x/",
            "ftp://u[@a/",
            "ftp://u%@a/",
            "ftp://a b/",
            "ftp://[/",
            "1a://b",
            "+://b",
            "://a",
            "a_b://c",
            ":a",
        ];
        assert_eq!(accepted("GET", &invalid), [""; 0]);
    }
}
