"""Says what it has heard: method, target and content. For gunicorn, and for waitress as a program."""


def app(environ, start_response):
    content = environ["wsgi.input"].read()
    target = environ.get("RAW_URI") or environ["PATH_INFO"]  # gunicorn tells what was sent
    heard = f"{environ['REQUEST_METHOD']} {target} ".encode("latin-1") + content
    start_response("200 OK", [("Content-Length", str(len(heard)))])
    return [heard]


if __name__ == "__main__":
    import waitress

    server = waitress.create_server(app, host="127.0.0.1", port=0)
    print(f"listening on http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()
