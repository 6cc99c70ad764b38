"""Reports what it has parsed: method, target and content. For gunicorn, and waitress as a script."""


def app(environ, start_response):
    content = environ["wsgi.input"].read()
    target = environ.get("RAW_URI") or environ["PATH_INFO"]  # gunicorn provides the original target
    request = f"{environ['REQUEST_METHOD']} {target} ".encode("latin-1") + content
    start_response("200 OK", [("Content-Length", str(len(request)))])
    return [request]


if __name__ == "__main__":
    import waitress

    server = waitress.create_server(app, host="127.0.0.1", port=0)
    print(f"listening on http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()
