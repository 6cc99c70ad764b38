//! The fields of each event class, from which its slots and its parameters follow.

/// Declares the fields of an event class in the order of its slots, as a module of constants.
macro_rules! fields {
    ($class:ident($kind:literal $($field:ident $(= $default:literal)?),*)) => {
        pub(super) mod $class {
            /// The names, in the order of the slots.
            pub(crate) const NAMES: [&str; [$(stringify!($field)),*].len()] =
                [$(stringify!($field)),*];

            /// The parameters of the class.
            pub(crate) const SIGNATURE: &str =
                concat!("(", $kind, $(stringify!($field), $("=", $default,)? ", ",)* ")");

            /// The index of each slot.
            #[allow(non_camel_case_types, dead_code)]
            pub(crate) enum Slot {
                $($field),*
            }
        }
    };
}

fields!(request("*, " method, headers, target, http_version = "b'1.1'"));
fields!(response("*, " headers, http_version = "b'1.1'", reason = "b''", status_code));
fields!(data("" data, chunk_start = "False", chunk_end = "False"));
fields!(end_of_message("*, " headers = "None"));
