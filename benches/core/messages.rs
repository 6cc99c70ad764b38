//! What is received and sent.

use std::fmt;

/// A head by its name, with the number of its fields.
pub(crate) struct Head {
    name: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) fields: usize,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Head {
    fn new(name: &'static str, start_line: &str, fields: &[(&str, &str)]) -> Head {
        let lines: String =
            fields.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let bytes = format!("{start_line}\r\n{lines}\r\n").into_bytes();
        Head { name, bytes, fields: fields.len() }
    }
}

const BROWSER: [(&str, &str); 8] = [
    ("Host", "www.example.com"),
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en-GB,en;q=0.7,de;q=0.3"),
    ("Accept-Encoding", "gzip, deflate, br"),
    ("Referer", "http://www.example.com/news/"),
    ("Cookie", "session=7f3a91c47f3a91c47f3a91c47f3a91c47f3a91c47f3a91c4; theme=dark"),
    ("Connection", "keep-alive"),
];

pub(crate) const PAGE: [(&str, &str); 9] = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Date", "Tue, 05 Nov 2024 10:30:00 GMT"),
    ("Server", "bench"),
    ("Cache-Control", "private, max-age=60"),
    ("ETag", "\"5e1c-62607a1b\""),
    ("Vary", "Accept-Encoding, Cookie"),
    ("X-Content-Type-Options", "nosniff"),
    ("Set-Cookie", "seen=2024-11-05; Path=/; HttpOnly"),
    ("Content-Length", "1000"),
];

/// Requests: as small as can be, a browser's, and one of 100 fields.
pub(crate) fn requests() -> [Head; 3] {
    let names: Vec<String> = (1..100).map(|i| format!("X-Field-{i}")).collect();
    let values: Vec<String> = (1..100).map(|i| format!("value number {i}")).collect();
    let pairs = names.iter().zip(&values).map(|(name, value)| (name.as_str(), value.as_str()));
    let many: Vec<_> = std::iter::once(("Host", "h")).chain(pairs).collect();
    [
        Head::new("small", "GET /ping HTTP/1.1", &[("Host", "localhost:8000")]),
        Head::new("browser", "GET / HTTP/1.1", &BROWSER),
        Head::new("100 fields", "GET / HTTP/1.1", &many),
    ]
}

/// Responses: as small as can be, and a page's.
pub(crate) fn responses() -> [Head; 2] {
    [
        Head::new("small", "HTTP/1.1 200 OK", &[("Content-Length", "4")]),
        Head::new("page", "HTTP/1.1 200 OK", &PAGE),
    ]
}
