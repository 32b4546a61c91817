// A plain HTTP client with a cookie jar: what no browser would send.
import { request } from 'node:http';
import { connect } from 'node:net';

import { origin, prefix } from './surroundings.mjs';

const { hostname, port } = new URL(origin);
const UNESCAPED = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export const FORM = 'application/x-www-form-urlencoded';
export const unescape = (html) => html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => UNESCAPED[name]);

export function encode(fields) {
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

class Answer {
  constructor(message, body) {
    this.status = message.statusCode;
    this.headers = message.headers;
    this.cookies = message.headers['set-cookie'] ?? [];
    this.body = body;
    this.html = body.toString('utf8');
  }
  get location() {
    return this.headers.location;
  }
  get csrf() {
    return /name="csrf" value="([^"]*)"/.exec(this.html)?.[1];
  }
  get title() {
    return unescape(/<title>([^<]*)/.exec(this.html)?.[1] ?? '');
  }
  get heading() {
    return unescape(/<h1>([^<]*)/.exec(this.html)?.[1] ?? '');
  }
  // What the summary of errors says.
  get refusal() {
    const summary = /<div class="p-summary"[\s\S]*?<\/div>/.exec(this.html)?.[0] ?? '';
    return unescape(summary.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim();
  }
  value(id) {
    return unescape(new RegExp(`<input[^>]*id="${id}"[^>]*? value="([^"]*)"`).exec(this.html)?.[1] ?? '');
  }
}

export class Client {
  cookies = new Map();

  // `url` under the prefix, or an absolute path.
  ask(method, url, { headers = {}, body } = {}) {
    const path = url.startsWith('/') ? url : prefix + url;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { host: `${hostname}:${port}`, ...(cookie ? { cookie } : {}), ...headers };
    if (body !== undefined && all['content-length'] === undefined) all['content-length'] = Buffer.byteLength(body);
    return new Promise((done, fail) => {
      const asked = request({ hostname: '127.0.0.1', port, method, path, headers: all, agent: false }, (message) => {
        const parts = [];
        message.on('data', (part) => parts.push(part));
        message.on('end', () => done(this.#keep(new Answer(message, Buffer.concat(parts)))));
      });
      asked.once('error', fail);
      asked.end(body);
    });
  }

  #keep(answer) {
    for (const line of answer.cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  get(url, headers) {
    return this.ask('GET', url, { headers });
  }

  // A form as a browser sends it, with the token of the page as it is now.
  async post(url, fields, { page = url } = {}) {
    this.csrf = (await this.get(page)).csrf;
    return this.send(url, encode([['csrf', this.csrf], ...(Array.isArray(fields) ? fields : Object.entries(fields))]));
  }

  send(url, body, headers = {}) {
    return this.ask('POST', url, { headers: { 'content-type': FORM, ...headers }, body });
  }

  // Bytes as they are, for what node's client refuses to send; the status line's number, or 0 for a closed connection.
  raw(bytes, { end = true } = {}) {
    return new Promise((done, fail) => {
      const socket = connect(Number(port), '127.0.0.1');
      let said = '';
      socket.on('data', (chunk) => (said += chunk));
      socket.once('error', fail);
      socket.once('close', () => done(Number(/^HTTP\/1\.[01] (\d{3})/.exec(said)?.[1] ?? 0)));
      socket.setTimeout(20_000, () => socket.destroy(new Error('no answer within 20 s')));
      if (end) socket.end(bytes);
      else socket.write(bytes);
    });
  }

  get cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

export const host = `${hostname}:${port}`;
