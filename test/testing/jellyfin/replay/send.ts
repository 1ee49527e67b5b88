import { request as httpRequest } from 'node:http';

export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/**
 * One request as it was recorded: the path is not normalized, redirects are not followed, and header values are sent as
 * the bytes of their UTF-8 form, which `fetch` refuses.
 */
export function send(origin: string, { method, path, headers, json }: Outgoing): Promise<Sent> {
  // As bytes: node would write the headers in the encoding of a text.
  const body = json === undefined ? undefined : Buffer.from(JSON.stringify(json));
  const raw = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Buffer.from(value, 'utf8').toString('latin1')]),
  );
  const more = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length };
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ hostname, port, method, path, headers: { ...more, ...raw } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const received = Object.fromEntries(
          Object.entries(answer.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join() : `${value}`,
          ]),
        );
        resolve({ status: answer.statusCode ?? 0, headers: received, body: read(Buffer.concat(chunks), received) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** As recordings hold bodies: JSON as a value, text as text, `<n bytes>` for anything else, null for none. */
function read(bytes: Buffer, headers: Readonly<Record<string, string | undefined>>): unknown {
  if (bytes.length === 0) return null;
  const type = headers['content-type'] ?? '';
  if (type.includes('json')) return JSON.parse(bytes.toString('utf8')) as unknown;
  return type.startsWith('text/') ? bytes.toString('utf8') : `<${bytes.length} bytes>`;
}
