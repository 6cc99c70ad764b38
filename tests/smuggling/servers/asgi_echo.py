"""Reports what it has parsed: method, target and content. For uvicorn."""


async def app(scope, receive, send):
    content = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        content += message.get("body", b"")
        more = message.get("more_body", False)
    target = scope["raw_path"] + (b"?" if scope["query_string"] else b"") + scope["query_string"]
    request = b" ".join([scope["method"].encode(), target, content])
    headers = [(b"content-length", b"%d" % len(request))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": request})
