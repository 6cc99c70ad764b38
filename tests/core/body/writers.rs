//! Body writers: how each piece of content is framed, and how much of it may be sent.

use h11::body::{BodyWriter, DataFraming, Framing};
use h11::error::Error;
use proptest::prelude::*;

use crate::proptest_config::cases;

#[test]
fn a_length_is_counted_down() {
    let mut writer = BodyWriter::new(Framing::ContentLength(5));
    for len in [2, 0, 3, 0] {
        assert_eq!(writer.send_data(len), Ok(DataFraming::Identity));
    }
    assert_eq!(writer.end(false), Ok(false));
    assert_eq!(writer.send_data(1), Err(Error::ContentTooLong));
}

#[test]
fn a_length_of_twenty_digits_is_counted_in_full() {
    let length = 10u128.pow(20) - 1;
    let mut writer = BodyWriter::new(Framing::ContentLength(length));
    for _ in 0..length / usize::MAX as u128 {
        assert_eq!(writer.send_data(usize::MAX), Ok(DataFraming::Identity));
    }
    assert_eq!(writer.end(false), Err(Error::ContentTooShort));
    let rest = (length % usize::MAX as u128) as usize;
    assert_eq!(writer.send_data(rest), Ok(DataFraming::Identity));
    assert_eq!(writer.end(false), Ok(false));
}

#[test]
fn chunks_are_not_counted() {
    let mut writer = BodyWriter::new(Framing::Chunked);
    assert_eq!(writer.send_data(1000), Ok(DataFraming::Chunk));
    assert_eq!(writer.end(false), Ok(true));
    assert_eq!(writer.end(true), Ok(true));
}

#[test]
fn content_up_to_the_end_of_the_connection_is_not_framed() {
    let mut writer = BodyWriter::new(Framing::CloseDelimited);
    assert_eq!(writer.send_data(1000), Ok(DataFraming::Identity));
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
            sum += piece as u128;
            let sent = writer.send_data(piece);
            prop_assert_eq!(sent.is_ok(), sum <= length);
            if sent.is_err() {
                return Ok(());
            }
        }
        prop_assert_eq!(writer.end(false).is_ok(), sum == length);
    }
}
