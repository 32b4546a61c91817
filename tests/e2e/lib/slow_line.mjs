// A bad line before a port: 50 kbit/s, 800 ms there and back, shared by all connections, each of which costs one way there
// and back more. What is sent through it are real bytes, heads and all; TLS and TCP's slow start are not in it.
import { createServer, connect } from 'node:net';

export const LINE = { bytesPerSecond: 50_000 / 8, roundTrip: 800 };
const PACKET = 1400;
const HEAD = 40; // TCP and IP

// One direction: what is given comes out in its order, at the line's pace.
class Direction {
  freeAt = 0;
  waiting = [];

  constructor({ bytesPerSecond, roundTrip }) {
    this.perByte = 1000 / bytesPerSecond;
    this.delay = roundTrip / 2;
  }

  send(chunk, notBefore, deliver) {
    for (let from = 0; from < chunk.length; from += PACKET) {
      const packet = chunk.subarray(from, from + PACKET);
      this.freeAt = Math.max(Date.now(), this.freeAt, notBefore) + (packet.length + HEAD) * this.perByte;
      this.#later(() => deliver(packet));
    }
  }

  // After all that was sent.
  end(close) {
    this.freeAt = Math.max(Date.now(), this.freeAt);
    this.#later(close);
  }

  #later(act) {
    this.waiting.push({ at: this.freeAt + this.delay, act });
    if (this.waiting.length === 1) this.#wait();
  }

  // One timer at a time: two of them may change places.
  #wait() {
    setTimeout(() => {
      this.waiting.shift().act();
      if (this.waiting.length) this.#wait();
    }, this.waiting[0].at - Date.now());
  }
}

// { port, bytes(), close() }: bytes that came down since the last question.
export function slowLine(to, line = LINE) {
  const up = new Direction(line);
  const down = new Direction(line);
  let came = 0;
  const sockets = new Set();
  const server = createServer((client) => {
    const opened = Date.now() + line.roundTrip;
    const far = connect(to, '127.0.0.1');
    for (const socket of [client, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk) => up.send(chunk, opened, (packet) => far.write(packet)));
    client.on('end', () => up.end(() => far.end()));
    far.on('data', (chunk) => {
      came += chunk.length;
      down.send(chunk, 0, (packet) => client.write(packet));
    });
    far.on('end', () => down.end(() => client.end()));
  });
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () =>
      done({
        port: server.address().port,
        bytes() {
          const all = came;
          came = 0;
          return all;
        },
        close() {
          for (const socket of sockets) socket.destroy();
          server.close();
        },
      }),
    );
  });
}
