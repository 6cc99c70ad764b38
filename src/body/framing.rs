//! How the end of a message's content is found (RFC 9112 section 6.3).

use crate::fields::Facts;

/// How the end of the content is told.
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
pub enum Method {
    /// HEAD: the response has no content.
    Head,
    /// CONNECT: a successful response has no content, for a tunnel begins.
    Connect,
    /// Any other.
    Other,
}

impl From<&[u8]> for Method {
    fn from(method: &[u8]) -> Method {
        match method {
            b"HEAD" => Method::Head,
            b"CONNECT" => Method::Connect,
            _ => Method::Other,
        }
    }
}

impl Framing {
    /// The framing of a request (RFC 9112 section 6.3, rules 4, 6 and 7).
    pub fn of_request(facts: &Facts) -> Framing {
        Framing::declared(facts).unwrap_or(Framing::ContentLength(0))
    }

    /// The framing of a final response (RFC 9112 section 6.3). `request` is None
    /// while no request has been seen.
    pub fn of_response(request: Option<Method>, status: u16, facts: &Facts) -> Framing {
        let without_content = match request {
            Some(Method::Head) => true,
            Some(Method::Connect) if (200..300).contains(&status) => true,
            _ => matches!(status, 204 | 304),
        };
        if without_content {
            return Framing::ContentLength(0);
        }
        Framing::declared(facts).unwrap_or(Framing::CloseDelimited)
    }

    /// Transfer-Encoding outranks Content-Length.
    fn declared(facts: &Facts) -> Option<Framing> {
        match facts.content_length() {
            _ if facts.chunked => Some(Framing::Chunked),
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
        let facts = |content_length, chunked| Facts::default().framed(content_length, chunked);
        let nothing = facts(None, false);
        let five = facts(Some(5), false);
        let both = facts(Some(5), true);
        assert_eq!(Framing::of_request(&nothing), Framing::ContentLength(0));
        assert_eq!(Framing::of_request(&five), Framing::ContentLength(5));
        assert_eq!(Framing::of_request(&both), Framing::Chunked);
        let other = Some(Method::Other);
        assert_eq!(Framing::of_response(other, 200, &nothing), Framing::CloseDelimited);
        assert_eq!(Framing::of_response(None, 200, &five), Framing::ContentLength(5));
        assert_eq!(Framing::of_response(other, 200, &both), Framing::Chunked);
        for (request, status) in
            [(other, 204), (other, 304), (Some(Method::Head), 200), (Some(Method::Connect), 299)]
        {
            assert_eq!(Framing::of_response(request, status, &both), Framing::ContentLength(0));
        }
        assert_eq!(Framing::of_response(Some(Method::Connect), 404, &both), Framing::Chunked);
    }
}
