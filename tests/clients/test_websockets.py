"""WebSockets with wsproto: through uvicorn and hypercorn, handshakes by hand, and sockets alone."""

from __future__ import annotations

import pytest

ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="  # the response to the example key of RFC 6455
TEXT_BACK = "\x81\x02hi"
CLOSE_BACK = "\x88\x02\x03\xe8"


@pytest.fixture(scope="module", params=["uvicorn", "hypercorn"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def frames(kind, agree):
    return agree("websocket_frames", kind)


@pytest.fixture(scope="module")
def handshakes(kind, agree):
    return agree("websocket_handshakes", kind)["answers"]


@pytest.fixture(scope="module")
def pair(agree):
    return agree("websocket_pair")["answers"]


@pytest.mark.parametrize(
    ("name", "subprotocol", "extensions"),
    [
        ("conversation", None, []),
        ("with a subprotocol", "chat", []),
        ("compressed", None, ["permessage-deflate"]),
    ],
)
def test_conversation(frames, long_body, name, subprotocol, extensions):
    accepted, *messages = frames["answers"][name]
    assert (accepted["subprotocol"], accepted["extensions"]) == (subprotocol, extensions)
    assert messages == [
        {"text": "grüß dich"},
        {"bytes": "\0\1\2"},
        {"text": "in parts"},
        {"bytes": long_body(1024 * 1024)},
        {"pong": "still there?"},
        {"closed": 1000, "reason": "done"},
    ]


def test_the_server_may_close(frames):
    _, closed = frames["answers"]["closed by the server"]
    assert closed == {"closed": 4000, "reason": "as asked"}
    assert frames["complaints"] == [[]]


def test_the_program_may_decline(frames):
    assert frames["answers"]["forbidden"]["rejected"] == 403


@pytest.mark.parametrize("name", ["accepted", "accepted in lower case"])
def test_handshake_by_hand(handshakes, name):
    response, *frames = handshakes[name]
    assert response["status"] == 101
    fields = [field.lower() for field in response["headers"]]
    assert {"upgrade: websocket", "connection: upgrade"} <= set(fields)
    assert f"sec-websocket-accept: {ACCEPT.lower()}" in fields
    assert frames == [TEXT_BACK, CLOSE_BACK]


def test_frame_with_the_handshake(kind, handshakes):
    if kind == "hypercorn":
        assert "frame with the handshake" not in handshakes
    else:
        response, *frames = handshakes["frame with the handshake"]
        assert (response["status"], frames) == (101, [TEXT_BACK, CLOSE_BACK])


def test_unacceptable_handshakes(kind, handshakes):
    for name in ("no key", "no version", "no host"):
        assert (name, handshakes[name]["status"]) == (name, 400)
    assert handshakes["old version"]["status"] == (426 if kind == "uvicorn" else 400)


def test_other_protocols_are_declined(handshakes):
    response, ending = handshakes["another protocol"]
    assert (response["status"], ending) == (200, "closed")


def test_pair(pair):
    client, server = pair["accepted"]["client"], pair["accepted"]["server"]
    request, *rest = server
    assert (request["requested"], request["host"]) == ("/chat?a=1", "example.com")
    assert request["subprotocols"] == ["first", "second"]
    assert ["x-client", "wsproto"] in request["headers"]
    assert rest == [{"bytes": "there"}, {"closed": 1000, "reason": "done"}]
    assert client == [
        {
            "accepted": [["x-server", "wsproto"]],
            "subprotocol": "second",
            "extensions": ["permessage-deflate"],
        },
        {"text": "welcome"},
        {"bytes": "back"},
        {"closed": 1000, "reason": ""},
    ]


def test_pair_that_declines(pair):
    rejection, page = pair["rejected"]["client"]
    assert rejection["rejected"] == 401
    assert ["transfer-encoding", "chunked"] in rejection["headers"]
    assert page == "Not you."
