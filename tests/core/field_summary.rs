//! What a header section means for framing and for the state machine.

use h11::error::{Code, Error};
use h11::fields::{FieldSummary, SectionBuilder, list_members};

use crate::fields::Fields;

/// The summary of a section of these lines.
fn summary(lines: &[&str]) -> FieldSummary {
    Fields::of(lines).summary().clone()
}

/// The error of the last of these lines; the others are in order.
fn refused(lines: &[&str]) -> Error {
    let mut builder = SectionBuilder::default();
    let pair = |line: &&str| line.split_once(": ").map(|(n, v)| (n.to_string(), v.to_string()));
    let mut pairs: Vec<_> = lines.iter().filter_map(pair).collect();
    let (name, value) = pairs.pop().expect("a line");
    for (name, value) in pairs {
        builder.push(name.as_bytes(), value.as_bytes()).unwrap();
    }
    builder.push(name.as_bytes(), value.as_bytes()).unwrap_err()
}

#[test]
fn of_nothing_and_of_what_means_nothing() {
    assert_eq!(summary(&[]), FieldSummary::default());
    assert_eq!(
        summary(&["Accept: close", "X-Connection: close", "Hosts: a"]),
        FieldSummary::default()
    );
    assert_eq!(FieldSummary::default().content_length(), None);
}

#[test]
fn hosts_are_counted() {
    assert_eq!(summary(&["Host: a"]).hosts, 1);
    assert_eq!(summary(&["Host: ", "A: b", "HOST: a"]).hosts, 2);
}

#[test]
fn lengths() {
    for (lines, length) in [
        (&["Content-Length: 0"][..], 0),
        (&["CONTENT-LENGTH: 42"], 42),
        (&["Content-Length: 007"], 7),
        (&["Content-Length: 7 ,7,\t7"], 7),
        (&["Content-Length: 7", "Content-Length: 7, 7"], 7),
        (&["Content-Length: 99999999999999999999"], 10u128.pow(20) - 1),
    ] {
        assert_eq!(summary(lines).content_length(), Some(length), "{lines:?}");
    }
}

#[test]
fn lengths_that_are_none() {
    for length in ["", "a", "-1", "+1", "1 1", "1_0", "1.", "0x1", "100000000000000000000"] {
        assert_eq!(
            refused(&[&format!("Content-Length: {length}")]).code(),
            Some(Code::ContentLengthMalformed)
        );
    }
    assert_eq!(refused(&["Content-Length: a, a"]).code(), Some(Code::ContentLengthMalformed));
}

#[test]
fn lengths_that_contradict_each_other() {
    for lines in [
        &["Content-Length: 1, 2"][..],
        &["Content-Length: 1,"],
        &["Content-Length: 1, a"],
        &["Content-Length: 5, 05"],
        &["Content-Length: 1", "Content-Length: 2"],
        &["Content-Length: 5", "content-length: 05"],
        &["Content-Length: 0", "content-length: 00"],
    ] {
        assert_eq!(refused(lines).code(), Some(Code::ContentLengthConflict), "{lines:?}");
    }
    assert_eq!(
        refused(&["Content-Length: 1", "Content-Length: a"]).code(),
        Some(Code::ContentLengthMalformed)
    );
}

#[test]
fn only_the_first_of_equal_lengths_is_kept() {
    let fields = Fields::of(&["A: b", "Content-Length: 7 , 7", "C: d", "content-length: 7"]);
    let kept: Vec<_> = fields.section().iter().map(|line| line.value).collect();
    assert_eq!(kept, [&b"b"[..], b"7", b"d"]);
}

#[test]
fn one_coding_once() {
    for value in ["chunked", "Chunked", "CHUNKED"] {
        let fields = Fields::of(&[&format!("Transfer-Encoding: {value}")]);
        assert!(fields.summary().chunked);
        assert_eq!(fields.section().get(0).unwrap().value, b"chunked");
    }
    for value in ["", "gzip", "chunked, gzip", "gzip, chunked", "identity", "chunked;q=1"] {
        let error = refused(&[&format!("Transfer-Encoding: {value}")]);
        assert_eq!((error.status_hint(), error.code()), (501, Some(Code::TransferCodingUnknown)));
    }
    for value in ["chunked", "gzip"] {
        let second = format!("transfer-encoding: {value}");
        let error = refused(&["Transfer-Encoding: chunked", &second]);
        assert_eq!(
            (error.status_hint(), error.code()),
            (501, Some(Code::TransferEncodingRepeated))
        );
    }
}

#[test]
fn connection_options() {
    for (lines, close) in [
        (&["Connection: close"][..], true),
        (&["CONNECTION: CLOSE"], true),
        (&["Connection: a, ,\tClose ,b"], true),
        (&["Connection: a", "Connection: b,close"], true),
        (&["Connection: keep-alive"], false),
        (&["Connection: closed", "Connection: "], false),
        (&["Connection: close d"], false),
    ] {
        let summary = summary(lines);
        assert!(summary.connection);
        assert_eq!(summary.close, close, "{lines:?}");
    }
}

#[test]
fn an_upgrade_names_something() {
    for (lines, upgrade) in [
        (&["Upgrade: websocket"][..], true),
        (&["upgrade: , x"], true),
        (&["Upgrade: "], false),
        (&["Upgrade: , ,"], false),
        (&["Upgrade: ", "Upgrade: x"], true),
        (&["Upgrade-Insecure-Requests: 1"], false),
    ] {
        assert_eq!(summary(lines).upgrade, upgrade, "{lines:?}");
    }
}

#[test]
fn an_expectation_among_others() {
    for (value, expected) in [
        ("100-continue", true),
        ("100-Continue", true),
        ("a,100-continue", true),
        ("100-continues", false),
        ("", false),
    ] {
        assert_eq!(summary(&[&format!("Expect: {value}")]).expect_continue, expected, "{value}");
    }
}

#[test]
fn what_a_program_may_not_give() {
    let push = |name: &[u8], value: &[u8]| SectionBuilder::default().push(name, value);
    for name in [&b""[..], b"a b", b"a:", b" a", b"a\0", b"\xe9", b"host\0", b"Content-Length "] {
        assert_eq!(push(name, b"x"), Err(Error::FieldNameMalformed(name.into())));
    }
    for value in [&b" a"[..], b"a\t", b"a\rb", b"a\nb", b"a\0", b"\x0b", b"a\x0cb"] {
        let error = push(b"A", value).unwrap_err();
        assert_eq!(error.code(), Some(Code::FieldValueMalformed));
        assert_eq!((error.field(), error.offending()), (Some(&b"A"[..]), Some(value)));
    }
    assert_eq!(
        push(b"a b", b"\0").map_err(|error| error.to_string()),
        Err("Illegal header name b'a b'".into()),
        "the name is judged first"
    );
    assert_eq!(
        push(b"Content-Length", b" 5").map_err(|error| error.to_string()),
        Err("Illegal header value b' 5'".into())
    );
}

#[test]
fn members_of_a_list() {
    let members = |value| list_members(value).collect::<Vec<_>>();
    assert_eq!(members(b"a, B ,,\t c d ,"), [&b"a"[..], b"B", b"c d"]);
    assert!(members(b" , \t,").is_empty());
    let fields = Fields::of(&["Vary: A, b", "X: y", "vary: ,C"]);
    let found: Vec<_> = fields.section().list_members(b"vary").collect();
    assert_eq!(found, [b"a", b"b", b"c"], "of all the fields of that name, in lower case");
}
