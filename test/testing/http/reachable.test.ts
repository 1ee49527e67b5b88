import { describe, expect, it } from 'vitest';
import { makeTlsFiles } from '../../../src/testing/http/certificates.ts';
import { serve } from './harness.ts';

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
