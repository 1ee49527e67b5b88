import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { AuthProvider } from '../../../src/backends/auth-provider.ts';
import { createAuthorized } from '../../../src/backends/http/authorize.ts';
import { parseAnswer } from '../../../src/backends/http/parse-answer.ts';
import { retryAfterMs, statusError } from '../../../src/backends/http/status-error.ts';
import { MediafoldError } from '../../../src/errors.ts';
import { secret } from '../../../src/models/secret.ts';

const where = 'http://h';

describe('statusError', () => {
  const now = Date.UTC(2026, 0, 1);
  const of = (status: number, table = {}, headers: Record<string, string> = {}): MediafoldError =>
    statusError(
      { status, headers: new Headers(headers), body: { secret: 't0ps3cret' } },
      { operation: 'list items', where, now, table },
    );

  test.each([
    [400, 'invalid-argument'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [405, 'unsupported'],
    [409, 'conflict'],
    [414, 'invalid-argument'],
    [418, 'protocol'],
    [429, 'rate-limited'],
    [498, 'token-expired'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [302, 'protocol'],
  ])('%i is %s', (status, code) => {
    const error = of(status);
    expect(error).toMatchObject({ code, status, operation: 'list items' });
    expect(error.message).toContain(`list items: ${where} answered ${status}`);
    expect(error.message).not.toContain('t0ps3cret');
  });

  test('a redirect tells about a missing base path', () => {
    expect(of(307).message).toContain('/jellyfin');
  });

  test("a vendor's meaning comes first, and may look at the answer", () => {
    const table = {
      404: { code: 'unsupported', says: 'too old' },
      401: ({ body }: { body: unknown }) => ({ code: 'forbidden', says: typeof body }),
    } as const;
    expect(of(404, table)).toMatchObject({ code: 'unsupported', message: expect.stringContaining('too old') });
    expect(of(401, table)).toMatchObject({ code: 'forbidden', message: expect.stringContaining('object') });
  });

  test.each([
    ['5', 5_000],
    ['005', 5_000],
    [new Date(now + 9_000).toUTCString(), 9_000],
    [new Date(now - 9_000).toUTCString(), 0],
    ['Thursday, 01-Jan-26 00:00:09 GMT', 9_000],
    ['soon', undefined],
    ['', undefined],
    ['0x10', undefined],
    ['1e3', undefined],
    ['1.5', undefined],
    ['-5', undefined],
    ['5 GMT', undefined],
    ['2026', 2_026_000],
    ['9'.repeat(400), undefined],
    ['2026-01-01T00:00:09Z', undefined],
    ['Thu, 41 Foo 2026 00:00:09 GMT', undefined],
  ])('Retry-After: %s', (text, ms) => {
    expect(retryAfterMs(new Headers({ 'retry-after': text }), now)).toBe(ms);
    expect(of(429, {}, { 'retry-after': text }).retryAfterMs).toBe(ms);
  });

  test.each([-20 * 365, 0, 365])('Retry-After as a date, with a clock that is %i days off', (days) => {
    const [date, until] = [0, 9_000].map((ms) => new Date(now + ms).toUTCString());
    const headers = { date: date ?? '', 'retry-after': until ?? '' };
    expect(retryAfterMs(new Headers(headers), now + days * 86_400_000)).toBe(9_000);
  });
});

describe('parseAnswer', () => {
  const schema = z.object({ count: z.number(), rows: z.array(z.object({ id: z.string() })) });
  const parse = (text: string): unknown => parseAnswer(text, schema, 'list items', where);

  test('a good answer', () => {
    expect(parse('{"count":1,"rows":[{"id":"a","more":2}]}')).toEqual({ count: 1, rows: [{ id: 'a' }] });
  });

  test.each([
    ['<!DOCTYPE html><p>t0ps3cret', 'a web page'],
    ['  <html>t0ps3cret', 'a web page'],
    ['', 'nothing'],
    ['{"count":1,"t0ps3cret', 'something else'],
  ])('%s', (text, what) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'protocol', message: expect.stringMatching(`list items: ${where}.*${what}`) }),
    );
    expect(() => parse(text)).not.toThrow(/t0ps3cret/);
  });

  test('a wrong shape names places and types, never values', () => {
    const wrong = () => parse('{"count":"t0ps3cret","rows":[{"id":"a"},{"id":5}]}');
    expect(wrong).toThrow(
      expect.objectContaining({ code: 'protocol', issues: ['count: expected number', 'rows.1.id: expected string'] }),
    );
    expect(wrong).not.toThrow(/t0ps3cret/);
  });

  test('a long list of complaints is cut', () => {
    const rows = Array.from({ length: 40 }, () => ({}));
    try {
      parse(JSON.stringify({ count: 1, rows }));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ issues: { length: 8 } });
    }
  });
});

describe('authorized', () => {
  function auth(renewals: boolean[]): AuthProvider & { readonly refused: unknown[] } {
    let generation = 1;
    const refused: unknown[] = [];
    return {
      refused,
      credential: { type: 'jellyfin-token', token: secret('x') },
      headers: async () => ({ authorization: `token ${generation}` }),
      renew: async (headers) => {
        refused.push(headers);
        generation += 1;
        return renewals.shift() ?? false;
      },
    };
  }
  const refusal = new MediafoldError('unauthorized', 'refused');
  const authorized = createAuthorized();

  test('renews once and sends once more, with what is new', async () => {
    const provider = auth([true]);
    const sent: unknown[] = [];
    const answer = await authorized(provider, undefined, async (headers) => {
      sent.push(headers.authorization);
      if (sent.length === 1) throw refusal;
      return 'good';
    });
    expect(answer).toBe('good');
    expect(sent).toEqual(['token 1', 'token 2']);
    expect(provider.refused).toEqual([{ authorization: 'token 1' }]);
  });

  test('a second refusal surfaces', async () => {
    const provider = auth([true, true]);
    await expect(authorized(provider, undefined, () => Promise.reject(refusal))).rejects.toBe(refusal);
    expect(provider.refused).toHaveLength(1);
  });

  test('nothing to renew: the refusal surfaces after one request', async () => {
    const provider = auth([false]);
    let sent = 0;
    const sending = authorized(provider, undefined, () => {
      sent += 1;
      return Promise.reject(refusal);
    });
    await expect(sending).rejects.toBe(refusal);
    expect(sent).toBe(1);
  });

  test('an expired token counts as refused; a forbidden one does not', async () => {
    const expired = auth([false]);
    await expect(
      authorized(expired, undefined, () => Promise.reject(new MediafoldError('token-expired', 'x'))),
    ).rejects.toMatchObject({ code: 'token-expired' });
    expect(expired.refused).toHaveLength(1);
    const forbidden = auth([true]);
    await expect(
      authorized(forbidden, undefined, () => Promise.reject(new MediafoldError('forbidden', 'x'))),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(forbidden.refused).toHaveLength(0);
  });

  test('refusals that arrive after the renewal ended take its outcome; who asks later starts another', async () => {
    const provider = auth([false, false]);
    const arrive = Promise.withResolvers<never>();
    const late = authorized(provider, undefined, () => arrive.promise);
    await expect(authorized(provider, undefined, () => Promise.reject(refusal))).rejects.toBe(refusal);
    arrive.reject(refusal);
    await expect(late).rejects.toBe(refusal);
    expect(provider.refused).toEqual([{ authorization: 'token 1' }]);
    await expect(authorized(provider, undefined, () => Promise.reject(refusal))).rejects.toBe(refusal);
    expect(provider.refused).toEqual([{ authorization: 'token 1' }, { authorization: 'token 2' }]);
  });

  test('a renewal that could not be made is shared as well, and not remembered', async () => {
    const away = new MediafoldError('unavailable', 'away');
    const provider = auth([]);
    const renew = { calls: 0 };
    const failing: AuthProvider = {
      ...provider,
      renew: async () => {
        renew.calls += 1;
        throw away;
      },
    };
    const refuse = (): Promise<never> => Promise.reject(refusal);
    const all = [1, 2, 3].map(() => authorized(failing, undefined, refuse));
    for (const outcome of await Promise.allSettled(all)) expect(outcome).toEqual({ status: 'rejected', reason: away });
    expect(renew.calls).toBe(1);
    await expect(authorized(failing, undefined, refuse)).rejects.toBe(away);
    expect(renew.calls).toBe(2);
  });
});
