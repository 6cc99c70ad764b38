// Reports what it has parsed: method, target and content.
const http = require("http");

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    const echo = Buffer.concat([Buffer.from(`${request.method} ${request.url} `, "latin1"), ...pieces]);
    response.writeHead(200, { "Content-Length": echo.length });
    response.end(echo);
  });
});

server.listen(0, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
