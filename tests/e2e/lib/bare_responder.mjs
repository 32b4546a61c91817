// What the pages are measured against: a server that has each answer, byte by byte, in its memory, and does nothing else.
// It takes an answer from the real one the first time that it is asked for.
import { createServer, request } from 'node:http';

function fetchRaw(to, { method, url, headers }) {
  return new Promise((done, fail) => {
    const asked = request({ hostname: '127.0.0.1', port: to, method, path: url, headers: { ...headers, host: `localhost:${to}` }, agent: false }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.rawHeaders, body: Buffer.concat(parts) }));
    });
    asked.once('error', fail);
    asked.end();
  });
}

const OF_THE_CONNECTION = /^(connection|keep-alive|transfer-encoding|content-length)$/i;

function send(response, { status, headers, body }) {
  const kept = headers.flatMap((name, at) => (at % 2 === 0 && !OF_THE_CONNECTION.test(name) ? [name, headers[at + 1]] : []));
  response.sendDate = false; // it is among the kept ones
  response.writeHead(status, [...kept, 'Content-Length', String(body.length)]);
  response.end(body);
}

export function bareResponder(to) {
  const known = new Map();
  const server = createServer({ keepAliveTimeout: 60_000 }, async (asked, response) => {
    if (!known.has(asked.url)) known.set(asked.url, await fetchRaw(to, asked));
    send(response, known.get(asked.url));
  });
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () =>
      done({
        port: server.address().port,
        close() {
          server.closeAllConnections();
          server.close();
        },
      }),
    );
  });
}
