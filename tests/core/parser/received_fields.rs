//! Header sections off the wire, as the program gets to see them.

use crate::endpoint::Endpoint;

/// What is reported of a request of version 1.0 with this header section.
fn outcomes(section: &[u8]) -> String {
    let mut server = Endpoint::server();
    let line: &[u8] = b"GET / HTTP/1.0\r\n";
    let outcomes = server.feed([line, section, b"\r\n"].concat());
    outcomes[0].strip_prefix("GET / HTTP/1.0 ").unwrap_or(&outcomes[0]).to_string()
}

#[test]
fn names_keep_their_case_and_fields_their_order() {
    assert_eq!(
        outcomes(b"X-b: 1\r\nhOST: a\r\nx-B: 2\r\nACCEPT: c\r\n"),
        "{X-b: 1, hOST: a, x-B: 2, ACCEPT: c}"
    );
    assert_eq!(outcomes(b""), "{}");
}

#[test]
fn blanks_around_values_do_not_count() {
    assert_eq!(outcomes(b"A:b\r\nC:\t d \t\r\nE: \r\nF:\r\n"), "{A: b, C: d, E: , F: }");
    assert_eq!(outcomes(b"A: b  c\td\r\n"), r"{A: b  c\td}");
}

#[test]
fn blanks_around_names_are_not_let_pass() {
    assert_eq!(outcomes(b"A : b\r\n"), "400: illegal header line: b'A : b'");
    assert_eq!(outcomes(b"A\t: b\r\n"), r"400: illegal header line: b'A\t: b'");
    assert_eq!(outcomes(b": b\r\n"), "400: illegal header line: b': b'");
}

#[test]
fn a_fold_is_one_space() {
    for section in
        [&b"A: b\r\n c\r\n"[..], b"A: b\n c\n", b"A: b\r\n \t \tc\r\n", b"A: \r\n b\r\n\tc \r\n"]
    {
        assert_eq!(outcomes(section), "{A: b c}");
    }
    assert_eq!(outcomes(b"A: b\r\n \tc \r\n\td\r\n"), "{A: b c  d}", "what precedes it stays");
    assert_eq!(outcomes(b"A:\r\n\tb\r\n \r\n  c\r\nD: e\r\n"), "{A: b  c, D: e}");
    assert_eq!(outcomes(b"A: b\r\n \r\n"), "{A: b}", "a line of blanks is no empty line");
}

#[test]
fn a_fold_must_continue_something() {
    let text = "400: continuation line at start of headers";
    assert_eq!(outcomes(b" A: b\r\n"), text);
    assert_eq!(outcomes(b"\tA: b\r\nbad\r\n"), text);
}

#[test]
fn folded_fields_mean_what_they_say() {
    let mut server = Endpoint::server();
    assert_eq!(
        server.feed("PUT / HTTP/1.1\r\nHost:\r\n a\r\nContent-Length: 2\r\n ,2\r\n\r\nab"),
        ["PUT / HTTP/1.1 {Host: a, Content-Length: 2}", "data ab", "end", "need data"]
    );
    assert_eq!(outcomes(b"Content-Length: 1\r\n 2\r\n"), "400: bad Content-Length");
}

#[test]
fn lines_end_in_lf_with_or_without_cr() {
    assert_eq!(outcomes(b"A: b\nC: d\r\nE: f\n"), "{A: b, C: d, E: f}");
    assert_eq!(outcomes(b"A: b\r\r\n"), r"400: illegal header line: b'A: b\r'");
    assert_eq!(outcomes(b"A: b\rC: d\r\n"), r"400: illegal header line: b'A: b\rC: d'");
}

#[test]
fn all_but_five_bytes_may_be_in_a_value() {
    for byte in 0..=255u8 {
        let section = [b"A: x", &[byte][..], b"y\r\n"].concat();
        let outcomes = outcomes(&section);
        let shown = [byte].escape_ascii().to_string();
        match byte {
            b'\n' => assert_eq!(outcomes, "400: illegal header line: b'y'"),
            0 | 0xb | 0xc | b'\r' => {
                assert!(outcomes.starts_with("400: illegal header line: b'A: x"), "{byte}");
            }
            _ => assert_eq!(outcomes, format!("{{A: x{shown}y}}"), "{byte}"),
        }
    }
}

#[test]
fn a_length_repeated_is_one_length() {
    for section in [
        &b"Content-Length: 5\r\n"[..],
        b"Content-Length: 5 , 5,\t5\r\n",
        b"Content-Length: 5\r\nCONTENT-LENGTH: 5\r\n",
        b"Content-Length:  5\r\nContent-Length: 5,5\r\n",
    ] {
        assert_eq!(outcomes(section), "{Content-Length: 5}");
    }
    assert_eq!(
        outcomes(b"A: b\r\nContent-Length: 5\r\nC: d\r\nContent-Length: 5\r\nE: f\r\n"),
        "{A: b, Content-Length: 5, C: d, E: f}"
    );
}

#[test]
fn a_length_has_at_most_twenty_digits() {
    let nines = "9".repeat(20);
    assert_eq!(
        outcomes(format!("Content-Length: {nines}\r\n").as_bytes()),
        format!("{{Content-Length: {nines}}}")
    );
    assert_eq!(
        outcomes(b"Content-Length: 00000000000000000005\r\n"),
        "{Content-Length: 00000000000000000005}"
    );
    assert_eq!(outcomes(b"Content-Length: 000000000000000000005\r\n"), "400: bad Content-Length");
}

#[test]
fn lengths_that_are_none() {
    for length in ["", "+5", "-5", "5 5", "0x5", "5.0", "\u{665}"] {
        let section = format!("Content-Length: {length}\r\n");
        assert_eq!(outcomes(section.as_bytes()), "400: bad Content-Length", "{length}");
    }
    for length in ["5,6", "5, 05", "5,", ",5", "5,,5", ","] {
        let section = format!("Content-Length: {length}\r\n");
        let outcomes = outcomes(section.as_bytes());
        let expected = match length {
            "," => "400: bad Content-Length",
            _ => "400: conflicting Content-Length headers",
        };
        assert_eq!(outcomes, expected, "{length}");
    }
}

#[test]
fn the_coding_is_reported_in_lower_case() {
    assert_eq!(
        outcomes(b"A: B\r\nTRANSFER-encoding: CHunked\r\nC: D\r\n"),
        "{A: B, TRANSFER-encoding: chunked, C: D}"
    );
}

#[test]
fn syntax_is_judged_before_what_it_says() {
    assert_eq!(outcomes(b"Content-Length: x\r\nbad\r\n"), "400: illegal header line: b'bad'");
    assert_eq!(
        outcomes(b"Transfer-Encoding: x\r\n bad\r\n\x01: a\r\n"),
        r"400: illegal header line: b'\x01: a'"
    );
    assert_eq!(
        outcomes(b"Host: a\r\nHost: b\r\nTransfer-Encoding: x\r\nContent-Length: y\r\n"),
        "501: Only Transfer-Encoding: chunked is supported"
    );
}
