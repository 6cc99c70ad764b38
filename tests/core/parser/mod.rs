//! Received bytes up to field sections.

mod receive_buffer;
mod received_fields;
mod section_agreement;
mod segmentation;
