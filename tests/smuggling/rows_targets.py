"""Request targets: the forms that a method allows, and characters that should be encoded."""

from __future__ import annotations

from .case import MUST_ACCEPT, SHOULD_REJECT, Case, both, parsed, put, rejected


def target(name: str, target: str, *, valid: bool = False, unencoded: bool = False) -> Case:
    """A request with this target, which strict accepts if it is valid, or only lacks encoding."""
    parsed_whole = parsed(f"PUT {target} hello")
    return Case(
        name,
        put("Content-Length: 5", content="hello", line=f"PUT {target} HTTP/1.1"),
        MUST_ACCEPT if valid else SHOULD_REJECT,
        "3.2",
        parsed_whole,
        parsed_whole if valid or unencoded else rejected("request-target-invalid"),
    )


FAMILIES = {
    "request target": [
        target("absolute form", "http://a/b", valid=True),
        target("asterisk of another method than OPTIONS", "*"),
        target("authority of another method than CONNECT", "a:80"),
        target("relative path", "b/c"),
        target("empty host", "http:///b"),
        target("userinfo", "http://b@a/"),
        target("fragment", "/b#c"),
        target("backslash", r"/b\c"),
        target("invalid percent-encoding", "/%zz"),
        target("unencoded braces, bar and caret", "/{|}^", unencoded=True),
        target("unencoded quotation marks", '/"`', unencoded=True),
        target("unencoded angle brackets", "/<b>", unencoded=True),
        target("unencoded square brackets", "/?b[]=c", unencoded=True),
        Case(
            "unencoded non-ASCII",
            put("Content-Length: 5", content="hello", line="PUT /\xe4 HTTP/1.1"),
            SHOULD_REJECT,
            "3.2",
            *both(rejected("request-line-malformed")),
        ),
    ],
}
