//! Work grows with what is received, and no faster, whatever shape it has and
//! however it is cut. Run with `--nocapture` to see the table.

use h11::connection::{Connection, Event};
use h11::state::Role;
use h11::work;

const KIB: usize = 1024;
const LARGEST: usize = 1024 * KIB;
const STEPS: u32 = 6;

/// How a message begins, what is repeated until it has its size, how it ends.
struct Shape {
    name: &'static str,
    before: &'static str,
    repeated: &'static str,
    after: &'static str,
}

const fn shape(
    name: &'static str,
    before: &'static str,
    repeated: &'static str,
    after: &'static str,
) -> Shape {
    Shape { name, before, repeated, after }
}

/// What a server receives.
#[rustfmt::skip]
const SHAPES: &[Shape] = &[
    shape("blanks, then an illegal byte", "GET / HTTP/1.1\r\nHost: a\r\nA:", " ", "\0\r\n\r\n"),
    shape("blanks around a value",     "GET / HTTP/1.1\r\nHost: a\r\nA:", " \t", "x \r\n\r\n"),
    shape("blanks within a value",     "GET / HTTP/1.1\r\nHost: a\r\nA: x", " ", "x\r\n\r\n"),
    shape("lines of blanks, one illegal", "GET / HTTP/1.1\r\nHost: a\r\n", "A:      \r\n", "A: \0\r\n\r\n"),
    shape("many folds",                "GET / HTTP/1.1\r\nHost: a\r\nA: b", "\r\n c", "\r\n\r\n"),
    shape("folds of nothing",          "GET / HTTP/1.1\r\nHost: a\r\nA: b", "\n ", "\n\n"),
    shape("one long fold",             "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n", " ", "\r\n\r\n"),
    shape("folds, then an illegal byte", "GET / HTTP/1.1\r\nHost: a\r\nA: b", "\r\n\tc", "\0\r\n\r\n"),
    shape("many fields, each folded",  "GET / HTTP/1.1\r\nHost: a\r\n", "A: b\r\n c\r\n", "\r\n"),
    shape("many fields",               "GET / HTTP/1.1\r\nHost: a\r\n", "A: b\r\n", "\r\n"),
    shape("many fields of nothing",    "GET / HTTP/1.1\r\nHost: a\r\n", "A:\n", "\n"),
    shape("many fields, the last illegal", "GET / HTTP/1.1\r\nHost: a\r\n", "Accept: b\r\n", "A\r\n\r\n"),
    shape("lines without a colon",     "GET / HTTP/1.1\r\nHost: a\r\n", "a\n", "\n"),
    shape("a long name",               "GET / HTTP/1.1\r\nHost: a\r\n", "a", ": b\r\n\r\n"),
    shape("a long method",             "", "G", " / HTTP/1.1\r\nHost: a\r\n\r\n"),
    shape("a long target",             "GET ", "/", " HTTP/1.1\r\nHost: a\r\n\r\n"),
    shape("an illegal request line",   "GET ", "/", "\r\n\r\n"),
    shape("CRs in a line",             "GET / HTTP/1.1\r\nHost: a\r\nA: ", "\r", "\r\n\r\n"),
    shape("many Content-Length fields", "GET / HTTP/1.1\r\nHost: a\r\n", "Content-Length: 5\r\n", "\r\n"),
    shape("many lengths in one field", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5", ",5", "\r\n\r\n"),
    shape("many lengths far apart",    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5", " ,\t 5", "\r\n\r\n"),
    shape("a long length",             "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: ", "5", "\r\n\r\n"),
    shape("many Host fields",          "GET / HTTP/1.1\r\n", "Host: a\r\n", "\r\n"),
    shape("commas in Connection",      "GET / HTTP/1.1\r\nHost: a\r\nConnection: ", ",", "\r\n\r\n"),
    shape("members in Connection",     "GET / HTTP/1.1\r\nHost: a\r\nConnection: x", ",clos ", "\r\n\r\n"),
    shape("commas in Upgrade",         "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: ", ",", "\r\n\r\n"),
    shape("commas in Expect",          "GET / HTTP/1.1\r\nHost: a\r\nExpect: ", ",", "\r\n\r\n"),
    shape("many Connection fields",    "GET / HTTP/1.1\r\nHost: a\r\n", "Connection: a,\r\n", "\r\n"),
    shape("many lists, all rewritten", "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n", "Connection: ,,,\r\n", "\r\n"),
    shape("a list, rewritten",         "GET / HTTP/1.1\r\nHost: a\r\nConnection: ", ",", "\r\nTransfer-Encoding: CHUNKED\r\n\r\n"),
    shape("a list, folded at its end",  "GET / HTTP/1.1\r\nHost: a\r\nConnection: ", ",", "\r\n x\r\n\r\n"),
    shape("a list, folded everywhere",  "GET / HTTP/1.1\r\nHost: a\r\nConnection: ", ",\n ,", "\r\n\r\n"),
    shape("one value, rewritten",      "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\nA: ", "b", "\r\n\r\n"),
    shape("a chunk extension",         CHUNKED, "x", "\r\na\r\n0\r\n\r\n"),
    shape("CRs in a chunk extension",  CHUNKED, "\r", "\r\na\r\n0\r\n\r\n"),
    shape("LFs in a chunk extension",  CHUNKED, "\n", "\r\n"),
    shape("chunks of one byte",        CHUNKED, "\r\na\r\n1", "\r\na\r\n0\r\n\r\n"),
    shape("chunks with extensions",    CHUNKED, "\r\na\r\n1;x", "\r\na\r\n0\r\n\r\n"),
    shape("a chunk size of zeros",     "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "0", "\r\n"),
    shape("one large chunk",           "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", "a", ""),
    shape("many trailers",             "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n", "\r\n"),
    shape("a folded trailer",          "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b", "\r\n c", "\r\n\r\n"),
    shape("content of known length",   "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", "a", ""),
    shape("requests that wait",        "", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", ""),
    shape("a head that never ends",    "GET / HTTP/1.1\r\n", "a: b\r\n", ""),
    shape("LFs that end nothing",      "GET / HTTP/1.1\r\n", "a\n\r", ""),
];

/// A server is about to read a chunk extension.
const CHUNKED: &str = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1";

impl Shape {
    /// Of this size, or a little less: not more, since vectors double.
    fn of_size(&self, size: usize) -> Vec<u8> {
        let room = size.saturating_sub(self.before.len() + self.after.len());
        let times = room / self.repeated.len();
        [self.before, &self.repeated.repeat(times), self.after].concat().into_bytes()
    }
}

/// How the bytes arrive.
#[derive(Debug, Clone, Copy)]
enum Cut {
    Whole,
    Bytes,
    /// One byte, then all the rest: nothing can be used where it lies.
    Late,
}

/// The work of receiving this.
fn work_of(bytes: &[u8], cut: Cut) -> u64 {
    let segments: Vec<&[u8]> = match cut {
        Cut::Whole => vec![bytes],
        Cut::Bytes => bytes.chunks(1).collect(),
        Cut::Late => vec![&bytes[..1], &bytes[1..]],
    };
    let mut server = Connection::<&[u8]>::new(Role::Server, i64::MAX);
    work::reset();
    for segment in segments {
        server.receive(segment).unwrap();
        let is_event = |event: Event<'_, _>| !matches!(event, Event::NeedData | Event::Paused);
        while server.next_event(is_event) == Ok(true) {}
    }
    work::total()
}

#[test]
fn twice_as_much_takes_twice_the_work() {
    let sizes: Vec<usize> = (0..STEPS).rev().map(|step| LARGEST >> step).collect();
    let mut faster = Vec::new();
    let mut worst: f64 = 0.0;
    print!("{:31} {:6}", "work by size", "cut");
    for size in &sizes {
        print!("{:>9} K", size / KIB);
    }
    println!(" growth per byte");
    for shape in SHAPES {
        for cut in [Cut::Whole, Cut::Late, Cut::Bytes] {
            let work: Vec<u64> =
                sizes.iter().map(|&size| work_of(&shape.of_size(size), cut)).collect();
            let growth = work[work.len() - 1] as f64 / work[work.len() - 2] as f64;
            let per_byte = work
                .iter()
                .zip(&sizes)
                .map(|(&work, &size)| work as f64 / size as f64)
                .fold(0.0, f64::max);
            print!("{:31} {:6}", shape.name, format!("{cut:?}"));
            for work in &work {
                print!("{work:>11}");
            }
            println!(" {growth:>6.3} {per_byte:>8.2}");
            worst = worst.max(per_byte);
            if growth > 2.2 {
                faster.push(shape.name);
            }
        }
    }
    println!("at most {worst:.2} for each byte");
    assert!(faster.is_empty(), "more than linear: {faster:?}");
    // A head that is not plain is read twice: in vain, and after its end was found.
    assert!(worst < 32.0, "linear, but much");
}
