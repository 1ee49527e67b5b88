import { afterEach } from 'vitest';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { Faults } from '../../../src/testing/http/faults.ts';
import { type Listener, type ListenOptions, listen } from '../../../src/testing/http/listen.ts';
import { RequestLog } from '../../../src/testing/http/request-log.ts';

export interface Running {
  readonly url: string;
  readonly listener: Listener;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly clock: FakeClock;
}

const running: Listener[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((listener) => listener.close()));
});

export const document: { readonly Id: string; readonly Items: readonly object[] } = {
  Id: 'server-1',
  Items: [{ Name: 'a', Size: 1 }, { Name: 'b', Size: 2 }, { Size: 3 }],
};

/** A server that answers every request with one document, closed after the test. */
export async function serve(options: Partial<ListenOptions> = {}): Promise<Running> {
  const faults = options.faults ?? new Faults();
  const log = new RequestLog();
  const clock = new FakeClock();
  const fetch = (): Response => Response.json(document, { headers: { 'x-server': 'server-1' } });
  const listener = await listen({ fetch, faults, log, clock, ...options });
  running.push(listener);
  return { url: listener.url, listener, faults, log, clock };
}

/** Waits, by turns of the event loop, until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  const patience = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > patience) throw new Error('it did not come to be');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
