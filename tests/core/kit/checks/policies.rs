//! What the policies make of the same bytes.
//!
//! Under each of them the bytes are reported the same way however they are cut. Strict
//! reports what compatible reports or gives the peer up earlier, but for empty lines
//! before a request, which it skips, and what only strict accepts. Lenient reports what
//! compatible reports, and goes on where that gives the peer up.

use h11::error::Error;
use h11::policy::{COMPATIBLE, LENIENT, Policy, STRICT};
use h11::state::{ProtocolSwitch, Role};

use super::heads::receiver;
use super::input::parse;
use super::recording::Recording;
use super::segmentation::check;
use crate::transcript::Outcome;

/// The input after its first line is what a server receives, or a client that
/// has asked something.
pub fn policies(input: &[u8]) {
    let (control, stream) = parse(input);
    let feed = |policy: &'static Policy, stream: &[u8]| {
        check(|limit| receiver(&control)(limit).under(policy), b"", stream, &control)
    };
    let compatible = feed(&COMPATIBLE, stream);
    match receiver(&control)(0).0.our_role() {
        Role::Client => {
            assert_goes_on(&feed(&LENIENT, stream), &compatible);
            assert_stops_earlier(&feed(&STRICT, stream), &compatible);
        }
        Role::Server => {
            assert_goes_on(&feed(&LENIENT, stream), &compatible);
            let lines = without_empty_lines(stream);
            // Whether another one follows cannot be reported yet.
            if lines != b"\r" {
                assert_stops_earlier(&feed(&STRICT, stream), &feed(&COMPATIBLE, lines));
            }
        }
    }
}

/// How the end of input stands in what was said.
const CLOSED: &str = "|closed|";

fn without_empty_lines(stream: &[u8]) -> &[u8] {
    let mut rest = stream;
    while let Some(after) = rest.strip_prefix(b"\r\n") {
        rest = after;
    }
    rest
}

fn assert_stops_earlier(strict: &Recording, compatible: &Recording) {
    let (said, all) = (said(strict), said(compatible));
    if proposes(compatible) && !proposes(strict) {
        // To strict what follows is not of another protocol, but too much, and the end of
        // input is reported.
        assert!(matches!(strict.error(), None | Some(Error::DataAfterEnd | Error::Policy(..))));
        let said = said.strip_suffix(CLOSED.as_bytes()).unwrap_or(&said);
        return assert!(all.starts_with(said));
    }
    match (strict.error(), compatible.error()) {
        (Some(Error::Policy(..)), _) if all.starts_with(&said) => {}
        (_, Some(error)) if is_judged_by_strict(error) => assert!(said.starts_with(&all)),
        (None, error) => {
            assert_eq!(error, None, "strict lets it pass");
            assert_eq!(said, all);
        }
        (Some(Error::NotHttp(_)), Some(_)) => assert_eq!(said, all),
        (Some(error), also) => {
            assert_eq!(Some(error), also);
            assert_eq!(said, all);
        }
    }
}

/// Whether strict may accept what compatible rejects with this error, or reject it with
/// another: it parses lists of transfer codings, whitespace before a chunk extension and leading
/// zeros, and its errors depend less on the cuts.
fn is_judged_by_strict(error: &Error) -> bool {
    matches!(
        error,
        Error::TransferCodingUnknown(_)
            | Error::TransferEncodingRepeated(_)
            | Error::NotHttp(_)
            | Error::ChunkCrlfMissing { .. }
            | Error::ChunkSizeMalformed(_)
            | Error::ContentLengthMalformed(_)
            | Error::ContentLengthConflict(_)
    )
}

fn proposes(recording: &Recording) -> bool {
    recording.end.0.machine().is_proposed(ProtocolSwitch::Upgrade)
}

fn assert_goes_on(lenient: &Recording, compatible: &Recording) {
    let (said, less) = (said(lenient), said(compatible));
    match compatible.error() {
        None => {
            assert_eq!(lenient.items, compatible.items);
            assert_eq!(lenient.end.0.machine(), compatible.end.0.machine());
        }
        Some(_) => assert!(said.starts_with(&less)),
    }
    for item in &lenient.items {
        if let Outcome::Head { fields, .. } | Outcome::End { trailers: fields } = &item.outcomes {
            let may_stand = |text: &[u8]| !text.iter().any(|b| b"\0\r\n".contains(b));
            assert!(fields.iter().all(|(name, value)| may_stand(name) && may_stand(value)));
        }
    }
}

/// All that was reported but the last words, in one.
fn said(recording: &Recording) -> Vec<u8> {
    let outcomes = recording.items.iter().map(|item| &item.outcomes);
    let parts = outcomes.map(|outcomes| match outcomes {
        Outcome::Data { bytes, .. } => bytes.escape_ascii().to_string(),
        Outcome::Closed => CLOSED.into(),
        outcomes if outcomes.is_terminal() => String::new(),
        outcomes => format!("|{outcomes}|"),
    });
    parts.collect::<String>().into_bytes()
}
