import type { Answer } from './answers.ts';
import { jsonProfile } from './json-profile.ts';
import type { MockServer } from './server.ts';
import { wireJson, without } from './wire-json.ts';

export interface WayOut {
  readonly server: MockServer;
  readonly request: Request;
  readonly answer: Answer;
  /** On the server's clock. */
  readonly began: number;
}

/** Adds what every answer has. `Date` is the server's clock: clients take it as the cursor of what changed since. */
export function written({ server, request, answer, began }: WayOut): Response {
  const now = server.clock.now();
  const headers = new Headers({
    date: new Date(now).toUTCString(),
    server: 'Kestrel',
    'x-response-time-ms': String(now - began),
    'access-control-allow-origin': '*',
    ...answer.headers,
  });
  const { status } = answer;
  if (answer.json !== undefined) {
    const profile = jsonProfile(request.headers.get('accept'));
    headers.set(
      'content-type',
      `application/json; ${profile === undefined ? '' : `profile="${profile}"; `}charset=utf-8`,
    );
    headers.set('vary', 'Accept-Encoding');
    return new Response(
      wireJson(without(server.traits.lacks, answer.json), profile === 'CamelCase' ? 'camel' : 'pascal'),
      {
        status,
        headers,
      },
    );
  }
  if (answer.bytes !== undefined) {
    headers.set('content-length', String(answer.bytes.length));
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(answer.bytes), { status, headers });
  }
  // Neither have answers to HEAD that have nothing to say (recorded).
  const silent = status === 204 || status === 304 || request.method === 'HEAD';
  if (answer.text === undefined && !silent) headers.set('content-length', '0');
  return new Response(answer.text ?? null, { status, headers });
}
