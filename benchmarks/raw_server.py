"""A server without a parser: sends the same page for each request, as fast as Python can.

    python -m benchmarks.raw_server

Prints its port. A request ends when a read ends with an empty line, which is true for clients that
send a GET and wait for the response.
"""

import socket
import threading

from benchmarks.messages import PAGE_RESPONSE


def serve(connection):
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = b""
        while data := connection.recv(65536):
            received += data
            if received.endswith(b"\r\n\r\n"):
                connection.sendall(PAGE_RESPONSE)
                received = b""


def main():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
