"""The workloads as a program does them with httptools, which parses and no more.

Its parsers call back. The callbacks here are those that a program needs to
learn what the workload is to learn: no others are there to be called.
"""

from httptools import HttpRequestParser, HttpResponseParser, __version__

from benchmarks import messages as m

VERSION = __version__


class Heads:
    """Learns targets and fields."""

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
    """Takes content."""

    def __init__(self, take):
        self.take = take
        self.total = 0
        self.complete = False

    def on_body(self, data):
        self.total += self.take(data)

    def on_message_complete(self):
        self.complete = True


def parse(reads):
    told = Heads()
    parser = HttpRequestParser(told)
    for read in reads:
        parser.feed_data(read)
    assert told.complete
    return (parser.get_method(), told.target, told.fields), ()


def parse_500_unlike():
    return [parse([raw])[0] for raw in m.UNLIKE], ()


def headers_only_counted():
    told = Counter()
    parser = HttpRequestParser(told)
    parser.feed_data(m.BROWSER)
    return (parser.get_method(), told.count), ()


def receive_content(make_parser, head, reads, take):
    told = Content(take)
    parser = make_parser(told)
    parser.feed_data(head)
    for read in reads:
        parser.feed_data(read)
    assert told.complete
    return told.total, ()


def upload_4mib(take=len):
    return receive_content(HttpRequestParser, m.UPLOAD_HEAD, m.UPLOAD_READS, take)


def download(reads, take):
    return receive_content(HttpResponseParser, m.DOWNLOAD_HEAD, reads, take)


BROWSER, MANY, WITH_COOKIES = [m.BROWSER], [m.MANY], [m.WITH_COOKIES]

WORKLOADS = {
    "parse_request": lambda: parse(BROWSER),
    "parse_500_unlike": parse_500_unlike,
    "parse_100_headers": lambda: parse(MANY),
    "headers_only_counted": headers_only_counted,
    "cookies_8k": lambda: parse(WITH_COOKIES),
    "drip_8k_head": lambda: parse(m.DRIPS),
    "upload_4mib": upload_4mib,
    "download_chunked_1mib": lambda take=len: download(m.DOWNLOAD_READS, take),
    "download_tiny_chunks": lambda take=len: download(m.TINY_READS, take),
}
