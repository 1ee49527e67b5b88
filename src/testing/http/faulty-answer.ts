import type { Clock } from '../../models/clock.ts';
import { changedJson } from './change-json.ts';
import type { FaultAction } from './faults.ts';

/** Faults that let the real answer be made and then do something to it. */
export type AnswerFault = Extract<
  FaultAction,
  { readonly kind: 'cut-body' | 'drip' | 'content-type' | 'empty' | 'mutate' | 'replace' | 'clock-skew' }
>;

const kinds: ReadonlySet<FaultAction['kind']> = new Set<AnswerFault['kind']>([
  ...(['cut-body', 'drip', 'content-type', 'empty'] as const),
  ...(['mutate', 'replace', 'clock-skew'] as const),
]);

export function isAnswerFault(fault: FaultAction): fault is AnswerFault {
  return kinds.has(fault.kind);
}

export async function faultyAnswer(
  fault: AnswerFault,
  real: Response,
  clock: Clock,
  closing: AbortSignal,
): Promise<Response> {
  switch (fault.kind) {
    case 'cut-body':
      return withBody(real, new Uint8Array(await real.arrayBuffer()).slice(0, fault.bytes));
    case 'drip': {
      const bytes = new Uint8Array(await real.arrayBuffer());
      const headers = new Headers(real.headers);
      headers.set('content-length', String(bytes.length));
      return new Response(dripping(bytes, fault, clock, closing), { status: real.status, headers });
    }
    case 'content-type':
      return withHeader(real, 'content-type', fault.contentType);
    case 'empty':
      return withBody(real, new Uint8Array());
    case 'mutate': {
      if (!(real.headers.get('content-type') ?? '').includes('json')) return real;
      const text = JSON.stringify(changedJson(JSON.parse(await real.text()), fault.changes));
      return withBody(real, new TextEncoder().encode(text));
    }
    case 'replace': {
      const text = (await real.text()).replaceAll(fault.from, fault.to);
      const answer = withBody(real, new TextEncoder().encode(text));
      for (const [name, value] of real.headers) {
        if (value.includes(fault.from)) answer.headers.set(name, value.replaceAll(fault.from, fault.to));
      }
      return answer;
    }
    case 'clock-skew': {
      const date = Date.parse(real.headers.get('date') ?? '');
      const now = Number.isNaN(date) ? clock.now() : date;
      return withHeader(real, 'date', new Date(now + fault.ms).toUTCString());
    }
  }
}

/** These may not have a body, not even an empty one. */
const bodiless: ReadonlySet<number> = new Set([101, 204, 205, 304]);

function withBody(real: Response, body: Uint8Array<ArrayBuffer>): Response {
  if (bodiless.has(real.status)) return real;
  const headers = new Headers(real.headers);
  headers.set('content-length', String(body.length));
  return new Response(body, { status: real.status, headers });
}

function withHeader(real: Response, name: string, value: string): Response {
  const headers = new Headers(real.headers);
  headers.set(name, value);
  return new Response(real.body, { status: real.status, headers });
}

function dripping(
  bytes: Uint8Array<ArrayBuffer>,
  { bytes: step, everyMs }: { readonly bytes: number; readonly everyMs: number },
  clock: Clock,
  closing: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream(
    {
      pull: async (controller) => {
        if (at > 0) await clock.sleep(everyMs, closing);
        controller.enqueue(bytes.slice(at, at + step));
        at += step;
        if (at >= bytes.length) controller.close();
      },
    },
    // Nothing is made before it is asked for: the pauses belong between the pieces.
    { highWaterMark: 0 },
  );
}
