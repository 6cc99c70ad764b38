//! Body writers: what is to stand around each piece of content, and the count
//! of it.

use h11::body::{BodyWriter, DataFraming, Framing};
use h11::error::Error;
use proptest::prelude::*;

use crate::cases::cases;

#[test]
fn a_length_is_counted_down() {
    let mut writer = BodyWriter::new(Framing::ContentLength(5));
    for (owed, len) in [(5, 2), (3, 0), (3, 3), (0, 0)] {
        let owed = owed.into();
        assert_eq!(writer.data_framing(), DataFraming::Counted { owed });
        assert_eq!(writer.count(owed, len), Ok(()));
    }
    assert_eq!(writer.end(false), Ok(false));
    assert_eq!(writer.count(0.into(), 1), Err(Error::ContentTooLong));
}

#[test]
fn a_length_of_twenty_digits_is_owed_in_full() {
    let length = 10u128.pow(20) - 1;
    let mut writer = BodyWriter::new(Framing::ContentLength(length));
    let owed = length as i128;
    assert_eq!(writer.count(owed.into(), usize::MAX), Ok(()));
    let owed = (owed - usize::MAX as i128).into();
    assert_eq!(writer.data_framing(), DataFraming::Counted { owed });
    assert_eq!(writer.end(false), Err(Error::ContentTooShort));
}

#[test]
fn what_is_owed_is_what_the_caller_was_told() {
    // A program that asks for a length may send something else meanwhile.
    let mut writer = BodyWriter::new(Framing::ContentLength(5));
    assert_eq!(writer.count(5.into(), 2), Ok(()));
    assert_eq!(writer.count(5.into(), 4), Ok(()));
    assert_eq!(writer.data_framing(), DataFraming::Counted { owed: 1.into() });
}

#[test]
fn chunks_are_not_counted() {
    let mut writer = BodyWriter::new(Framing::Chunked);
    assert_eq!(writer.data_framing(), DataFraming::Chunk);
    assert_eq!(writer.count(0.into(), 1000), Ok(()));
    assert_eq!(writer.end(false), Ok(true));
    assert_eq!(writer.end(true), Ok(true));
}

#[test]
fn content_up_to_the_end_of_the_connection_is_not_framed() {
    let mut writer = BodyWriter::new(Framing::CloseDelimited);
    assert_eq!(writer.data_framing(), DataFraming::Bare);
    assert_eq!(writer.count(0.into(), 1000), Ok(()));
    assert_eq!(writer.end(false), Ok(false));
    assert_eq!(writer.end(true), Err(Error::TrailersToHttp10));
}

#[test]
fn a_length_leaves_no_place_for_trailers() {
    let writer = BodyWriter::new(Framing::ContentLength(0));
    assert_eq!(writer.end(true), Err(Error::TrailersNotChunked));
    let writer = BodyWriter::new(Framing::ContentLength(1));
    assert_eq!(writer.end(true), Err(Error::ContentTooShort), "that comes first");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn the_sum_of_the_pieces_is_the_length(
        pieces in prop::collection::vec(0usize..100, 0..10),
        length in 0u128..500,
    ) {
        let mut writer = BodyWriter::new(Framing::ContentLength(length));
        let mut sum = 0;
        for piece in pieces {
            let DataFraming::Counted { owed } = writer.data_framing() else {
                panic!("a length is counted");
            };
            sum += piece as u128;
            let counted = writer.count(owed, piece);
            prop_assert_eq!(counted.is_ok(), sum <= length);
            if counted.is_err() {
                return Ok(());
            }
        }
        prop_assert_eq!(writer.end(false).is_ok(), sum == length);
    }
}
