//! The receive buffer: the same bytes and the same ends, however they come and
//! however much there is.

use h11::parser::receive_buffer::ReceiveBuffer;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::proptest_config::cases;
use crate::segments::{places, segments};

type Buffer = ReceiveBuffer<Vec<u8>>;

/// A head of 64 KiB in short lines, in one long one, and in lines that are almost empty.
fn large_heads() -> [Vec<u8>; 3] {
    let lines = b"\r\na: b".repeat(64 * 1024 / 6);
    let long = vec![b'x'; 64 * 1024];
    let almost = b"\n\r\r".repeat(64 * 1024 / 3);
    [lines, long, almost].map(|head| [b"x", &head[..], b"\r\n\r\n"].concat())
}

#[test]
fn a_large_section_byte_by_byte() {
    for head in large_heads() {
        let mut buffer = Buffer::default();
        for (index, &byte) in head.iter().enumerate() {
            assert_eq!(buffer.find_section(), None, "byte {index}");
            buffer.push(vec![byte]).unwrap();
        }
        assert_eq!(buffer.find_section(), Some(head.len()));
        assert_eq!(buffer.unread(), head);
        assert_eq!(buffer.view(head.len()).bytes, head);
    }
}

#[test]
fn a_large_line_byte_by_byte() {
    let line = [&b"\n\rx".repeat(20_000)[..], b"\r\n"].concat();
    let mut buffer = Buffer::default();
    for &byte in &line {
        assert_eq!(buffer.find_line(), None);
        buffer.extend(&[byte]).unwrap();
    }
    assert_eq!(buffer.find_line(), Some(line.len()));
    buffer.consume(line.len());
    assert!(buffer.is_empty());
}

#[test]
fn a_thousand_lines_that_are_read_one_by_one_as_more_arrive() {
    let mut buffer = Buffer::default();
    let mut arrived = 0;
    for read in 0..1000 {
        while arrived < (read + 10).min(1000) {
            buffer.extend(format!("line {arrived}\r\n").as_bytes()).unwrap();
            arrived += 1;
        }
        let expected = format!("line {read}\r\n");
        let len = buffer.find_line().expect("a line");
        assert_eq!(buffer.view(len).bytes, expected.as_bytes());
        buffer.consume(len);
    }
    assert!(buffer.is_empty());
}

#[test]
fn a_search_begins_again_after_what_is_consumed() {
    let mut buffer = Buffer::default();
    buffer.push(b"a long line that goes on for a while".to_vec()).unwrap();
    assert_eq!((buffer.find_line(), buffer.find_section()), (None, None));
    buffer.consume(7);
    buffer.extend(b"\r\n\r\n").unwrap();
    let len = buffer.len();
    assert_eq!((buffer.find_line(), buffer.find_section()), (Some(len - 2), Some(len)));
    buffer.consume(len - 2);
    assert_eq!((buffer.find_line(), buffer.find_section()), (Some(2), Some(2)));
}

#[test]
fn more_than_there_is_cannot_be_seen_or_consumed() {
    let mut buffer = Buffer::default();
    assert_eq!(buffer.view(5).bytes, b"");
    buffer.consume(5);
    buffer.push(b"abc".to_vec()).unwrap();
    assert_eq!(buffer.view(usize::MAX).bytes, b"abc");
    buffer.consume(usize::MAX);
    assert!(buffer.is_empty());
    assert_eq!(buffer.len(), 0);
}

#[test]
fn segments_of_no_length_change_nothing() {
    let mut buffer = Buffer::default();
    buffer.push(Vec::new()).unwrap();
    assert!(buffer.is_empty());
    buffer.push(b"ab\r".to_vec()).unwrap();
    assert_eq!(buffer.find_line(), None);
    buffer.push(Vec::new()).unwrap();
    buffer.extend(b"").unwrap();
    assert_eq!(buffer.find_line(), None);
    buffer.push(b"\n".to_vec()).unwrap();
    assert_eq!(buffer.find_line(), Some(4));
}

/// Something that is done to a buffer.
#[derive(Debug, Clone)]
enum Step {
    Push(Vec<u8>),
    Extend(Vec<u8>),
    Consume(usize),
    FindLine,
    FindSection,
}

fn step() -> impl Strategy<Value = Step> {
    let bytes = || vec(prop::sample::select(b"a\r\n".as_slice()), 0..12);
    prop_oneof![
        bytes().prop_map(Step::Push),
        bytes().prop_map(Step::Extend),
        (0..20usize).prop_map(Step::Consume),
        Just(Step::FindLine),
        Just(Step::FindSection),
    ]
}

/// Where the first line ends, looked for from the start.
fn line_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair == b"\r\n").map(|at| at + 2)
}

/// Where the first section ends: at the first empty line, its LF included.
fn section_end(bytes: &[u8]) -> Option<usize> {
    let mut end = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        end += line.len();
        if line == b"\n" || line == b"\r\n" {
            return Some(end);
        }
    }
    None
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn it_agrees_with_a_plain_vector(steps in vec(step(), 0..40)) {
        let mut buffer = Buffer::default();
        let mut plain: Vec<u8> = Vec::new();
        for step in steps {
            match step {
                Step::Push(bytes) => {
                    plain.extend(&bytes);
                    buffer.push(bytes).unwrap();
                }
                Step::Extend(bytes) => {
                    plain.extend(&bytes);
                    buffer.extend(&bytes).unwrap();
                }
                Step::Consume(len) => {
                    plain.drain(..len.min(plain.len()));
                    buffer.consume(len);
                }
                Step::FindLine => prop_assert_eq!(buffer.find_line(), line_end(&plain)),
                Step::FindSection => prop_assert_eq!(buffer.find_section(), section_end(&plain)),
            }
            prop_assert_eq!(buffer.unread(), &plain[..]);
        }
    }

    #[test]
    fn cuts_do_not_show(
        bytes in vec(prop::sample::select(b"ab\r\n\n".as_slice()), 1..60),
        places in places(),
    ) {
        let mut buffer = Buffer::default();
        let mut arrived = 0;
        for segment in segments(&bytes, &places) {
            buffer.push(segment.to_vec()).unwrap();
            arrived += segment.len();
            prop_assert_eq!(buffer.find_line(), line_end(&bytes[..arrived]));
            prop_assert_eq!(buffer.find_section(), section_end(&bytes[..arrived]));
        }
    }
}
