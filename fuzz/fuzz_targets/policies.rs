#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| h11_fuzz::policies(input));
