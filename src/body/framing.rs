//! How the end of a message's content is found (RFC 9112 section 6.3).

use crate::fields::FieldSummary;

/// How the end of the content is determined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// By the number of bytes.
    ContentLength(u128),
    /// By the chunked transfer coding.
    Chunked,
    /// By the end of the connection.
    CloseDelimited,
}

/// All that framing needs to know of a request's method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodKind {
    /// HEAD: the response has no content.
    Head,
    /// CONNECT: a successful response has no content, for a tunnel begins.
    Connect,
    /// Any other.
    Other,
}

impl From<&[u8]> for MethodKind {
    fn from(method: &[u8]) -> MethodKind {
        match method {
            b"HEAD" => MethodKind::Head,
            b"CONNECT" => MethodKind::Connect,
            _ => MethodKind::Other,
        }
    }
}

impl Framing {
    /// The framing of a request (RFC 9112 section 6.3, rules 4, 6 and 7).
    pub fn of_request(summary: &FieldSummary) -> Framing {
        Framing::from_fields(summary).unwrap_or(Framing::ContentLength(0))
    }

    /// The framing of a final response (RFC 9112 section 6.3). `request` is None
    /// while no request has been seen.
    pub fn of_response(
        request: Option<MethodKind>,
        status: u16,
        summary: &FieldSummary,
    ) -> Framing {
        let without_content = match request {
            Some(MethodKind::Head) => true,
            Some(MethodKind::Connect) if (200..300).contains(&status) => true,
            _ => matches!(status, 204 | 304),
        };
        if without_content {
            return Framing::ContentLength(0);
        }
        Framing::from_fields(summary).unwrap_or(Framing::CloseDelimited)
    }

    /// Transfer-Encoding outranks Content-Length.
    fn from_fields(summary: &FieldSummary) -> Option<Framing> {
        match summary.content_length() {
            _ if summary.chunked => Some(Framing::Chunked),
            Some(length) => Some(Framing::ContentLength(length)),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_outranks_what() {
        let summary =
            |content_length, chunked| FieldSummary::default().with_framing(content_length, chunked);
        let nothing = summary(None, false);
        let five = summary(Some(5), false);
        let both = summary(Some(5), true);
        assert_eq!(Framing::of_request(&nothing), Framing::ContentLength(0));
        assert_eq!(Framing::of_request(&five), Framing::ContentLength(5));
        assert_eq!(Framing::of_request(&both), Framing::Chunked);
        let other = Some(MethodKind::Other);
        assert_eq!(Framing::of_response(other, 200, &nothing), Framing::CloseDelimited);
        assert_eq!(Framing::of_response(None, 200, &five), Framing::ContentLength(5));
        assert_eq!(Framing::of_response(other, 200, &both), Framing::Chunked);
        for (request, status) in [
            (other, 204),
            (other, 304),
            (Some(MethodKind::Head), 200),
            (Some(MethodKind::Connect), 299),
        ] {
            assert_eq!(Framing::of_response(request, status, &both), Framing::ContentLength(0));
        }
        assert_eq!(Framing::of_response(Some(MethodKind::Connect), 404, &both), Framing::Chunked);
    }
}
