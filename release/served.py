"""Serves one request with the h11 that is installed: over a socket, to a client that is not h11.

python served.py VERSION
"""

import http.client
import socket
import sys
import threading

import h11

PATIENCE = 30


def main():
    (wanted,) = sys.argv[1:]
    if h11.__version__ != wanted:
        sys.exit(f"this is h11 {h11.__version__}, not {wanted}")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        server = threading.Thread(target=serve, args=[listener], daemon=True)
        server.start()
        client = http.client.HTTPConnection(*listener.getsockname(), timeout=PATIENCE)
        client.request("POST", "/echo", body=iter([b"in two ", b"chunks"]), encode_chunked=True)
        response = client.getresponse()
        answer = response.status, response.read()
        client.close()
        server.join(PATIENCE)
    if answer != (200, b"POST /echo: in two chunks"):
        sys.exit(f"a wrong answer: {answer}")
    print(f"served a request from {h11.__file__}")


def serve(listener):
    """Answer the request with its own content."""
    conn, content = h11.Connection(h11.SERVER), b""
    sock, _ = listener.accept()
    with sock:
        sock.settimeout(PATIENCE)
        while type(event := conn.next_event()) is not h11.EndOfMessage:
            if event is h11.NEED_DATA:
                conn.receive_data(sock.recv(4096))
            elif type(event) is h11.Request:
                content += event.method + b" " + event.target + b": "
            else:
                content += event.data
        fields = [("Content-Length", str(len(content))), ("Connection", "close")]
        for event in (
            h11.Response(status_code=200, headers=fields),
            h11.Data(content),
            h11.EndOfMessage(),
        ):
            sock.sendall(conn.send(event))


if __name__ == "__main__":
    main()
