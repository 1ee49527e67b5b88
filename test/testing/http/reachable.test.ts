import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeTlsFiles } from '../../../src/testing/http/certificates.ts';
import { serve, until } from './harness.ts';

const statusOf = async (url: string): Promise<number | 'none'> => {
  try {
    return (await fetch(url)).status;
  } catch {
    return 'none';
  }
};

describe('a server that cannot be reached', () => {
  it('is back at the same address', async () => {
    const { url, listener } = await serve();
    const seen = [await statusOf(url)];
    listener.setReachable(false);
    listener.setReachable(false);
    seen.push(await statusOf(url));
    listener.setReachable(true);
    listener.setReachable(true);
    seen.push(await statusOf(url));
    expect(seen).toEqual([200, 'none', 200]);
  });

  // Who asks the system for any free port gets none that a socket is connected from; what else there is to see is chance.
  it.runIf(process.platform === 'linux')('keeps its port from other servers until it is back, or closed', async () => {
    const { url, listener } = await serve();
    const isHeld = (): boolean => {
      const port = listener.port.toString(16).toUpperCase().padStart(4, '0');
      return new RegExp(`0100007F:${port} 0100007F:${port} 01 `).test(readFileSync('/proc/net/tcp', 'utf8'));
    };
    listener.setReachable(false);
    await until(isHeld);
    expect(await statusOf(url)).toBe('none');
    listener.setReachable(true);
    expect(isHeld()).toBe(false);
    expect(await statusOf(url)).toBe(200);
    listener.setReachable(false);
    await until(isHeld);
    await listener.close();
    expect(isHeld()).toBe(false);
  });

  it('ends answers that are under way', async () => {
    const { url, listener, faults, log } = await serve();
    faults.add({ action: { kind: 'black-hole' } });
    const waiting = statusOf(url);
    while (log.all().length === 0) await new Promise((resolve) => setImmediate(resolve));
    listener.setReachable(false);
    expect(await waiting).toBe('none');
  });

  it('can be closed', async () => {
    const { url, listener } = await serve();
    listener.setReachable(false);
    await listener.close();
    expect(await statusOf(url)).toBe('none');
  });
});

describe('a server with a certificate of its own', () => {
  it('has no authority to tell of', async () => {
    const { key, cert } = makeTlsFiles('good', ['localhost']);
    const { listener } = await serve({ tls: { key, cert } });
    expect([listener.url.slice(0, 6), listener.ca]).toEqual(['https:', undefined]);
  });
});
