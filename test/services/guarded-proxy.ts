import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { TlsFiles } from '../../src/testing/http/authority.ts';
import { filesOf, listenHere, pinOfFiles } from './access/tls-setting.ts';

/** What stands before a media server on the internet: TLS with a key of its own, and a header that lets in. */
export interface GuardedProxy {
  readonly url: string;
  readonly port: number;
  readonly files: TlsFiles;
  readonly pin: string;
  /** Paths of the requests that came without the header. */
  readonly refused: readonly string[];
  /** Paths of those that were let through. */
  readonly passed: readonly string[];
}

export const guard = { name: 'CF-Access-Client-Secret', value: 'planted-guard-3f7d' } as const;

export async function guardedProxy(target: string): Promise<GuardedProxy> {
  const files = filesOf('unknown-ca');
  const refused: string[] = [];
  const passed: string[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { method = 'GET', url = '/', headers } = request;
    const path = url.split('?')[0] ?? '';
    if (headers[guard.name.toLowerCase()] !== guard.value) {
      refused.push(path);
      response.writeHead(403, { 'content-type': 'text/html' }).end('<html>Sign in to the network</html>');
      return;
    }
    passed.push(path);
    const onward = ask(new URL(url, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
  const port = await listenHere(createServer({ key: files.key, cert: files.cert }, handle));
  return { url: `https://127.0.0.1:${port}`, port, files, pin: pinOfFiles(files), refused, passed };
}
