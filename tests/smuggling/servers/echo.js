// Says what it has heard: method, target and content.
const http = require("http");

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    const heard = Buffer.concat([Buffer.from(`${request.method} ${request.url} `, "latin1"), ...pieces]);
    response.writeHead(200, { "Content-Length": heard.length });
    response.end(heard);
  });
});

server.listen(0, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
