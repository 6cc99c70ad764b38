"""The workloads with httptools, which only parses.

Its parsers use callbacks. These are the ones that a program needs for the workload, and no others.
"""

from httptools import HttpRequestParser, HttpResponseParser, __version__

from benchmarks import messages as m

VERSION = __version__


class Heads:
    """Collects targets and fields."""

    def __init__(self):
        self.target = b""
        self.fields = []
        self.complete = False

    def on_url(self, url):
        self.target += url

    def on_header(self, name, value):
        self.fields.append((name.lower(), value))

    def on_message_complete(self):
        self.complete = True


class Counter:
    """Counts fields."""

    def __init__(self):
        self.count = 0

    def on_header(self, name, value):
        self.count += 1


class Content:
    """Collects content."""

    def __init__(self, take):
        self.take = take
        self.total = 0
        self.complete = False

    def on_body(self, data):
        self.total += self.take(data)

    def on_message_complete(self):
        self.complete = True


def parse(reads):
    callbacks = Heads()
    parser = HttpRequestParser(callbacks)
    for read in reads:
        parser.feed_data(read)
    assert callbacks.complete
    return (parser.get_method(), callbacks.target, callbacks.fields), ()


def parse_500_distinct():
    return [parse([raw])[0] for raw in m.DISTINCT], ()


def headers_len_only():
    callbacks = Counter()
    parser = HttpRequestParser(callbacks)
    parser.feed_data(m.BROWSER)
    return (parser.get_method(), callbacks.count), ()


def receive_content(make_parser, head, reads, take):
    callbacks = Content(take)
    parser = make_parser(callbacks)
    parser.feed_data(head)
    for read in reads:
        parser.feed_data(read)
    assert callbacks.complete
    return callbacks.total, ()


def upload_4mib(take=len):
    return receive_content(HttpRequestParser, m.UPLOAD_HEAD, m.UPLOAD_READS, take)


def download(reads, take):
    return receive_content(HttpResponseParser, m.DOWNLOAD_HEAD, reads, take)


BROWSER, MANY, WITH_COOKIES = [m.BROWSER], [m.MANY], [m.WITH_COOKIES]

WORKLOADS = {
    "parse_request": lambda: parse(BROWSER),
    "parse_500_distinct": parse_500_distinct,
    "parse_100_headers": lambda: parse(MANY),
    "headers_len_only": headers_len_only,
    "cookies_8k": lambda: parse(WITH_COOKIES),
    "head_8k_byte_by_byte": lambda: parse(m.SINGLE_BYTES),
    "upload_4mib": upload_4mib,
    "download_chunked_1mib": lambda take=len: download(m.DOWNLOAD_READS, take),
    "download_tiny_chunks": lambda take=len: download(m.TINY_READS, take),
}
