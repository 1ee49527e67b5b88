import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came over the wire: headers neither merged nor dropped, names in lower case. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** All of it: address, headers and body. */
  readonly text: string;
}

export interface RecordingProxy {
  readonly url: string;
  readonly received: Received[];
  /** Sends every request elsewhere instead of handing it on. Without an answer: hands on again. */
  redirect(answer?: { readonly status: number; readonly location: string; readonly path?: RegExp }): void;
  close(): Promise<void>;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Stands in front of a server and writes down what comes in. Without a target it answers 404. */
export async function recordingProxy(target?: string): Promise<RecordingProxy> {
  const received: Received[] = [];
  let redirected: { readonly status: number; readonly location: string; readonly path?: RegExp } | undefined;
  const server = createServer((incoming, response) => {
    void bodyOf(incoming).then((body) => {
      const { rawHeaders, method = '', url = '' } = incoming;
      const headers = rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const] : [],
      );
      const { pathname } = new URL(url, 'http://x');
      received.push({ method, path: pathname, headers, text: `${url}\n${rawHeaders.join('\n')}\n${body.toString()}` });
      if (redirected !== undefined && (redirected.path?.test(pathname) ?? true)) {
        response.writeHead(redirected.status, { location: redirected.location, 'content-length': '0' }).end();
        return;
      }
      if (target === undefined) {
        response.writeHead(404).end();
        return;
      }
      const onward = forward(new URL(url, target), { method, headers: incoming.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    redirect: (answer) => {
      redirected = answer;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
