import { describe, expect, test } from 'vitest';
import { readText } from '../../../src/backends/http/read-text.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

/** A body that comes when the test says so. */
function dripping(): {
  readonly response: Response;
  give(bytes: Uint8Array | string): void;
  end(): void;
  break(): void;
  readonly isGivenUp: () => boolean;
} {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let givenUp = false;
  const body = new ReadableStream<Uint8Array>({
    start: (made) => {
      controller = made;
    },
    cancel: () => {
      givenUp = true;
    },
  });
  return {
    response: new Response(body),
    give: (bytes) => controller?.enqueue(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes),
    end: () => controller?.close(),
    break: () => controller?.error(new TypeError('terminated')),
    isGivenUp: () => givenUp,
  };
}

const about = (clock: FakeClock, signal?: AbortSignal): Parameters<typeof readText>[1] => ({
  operation: 'list items',
  silenceMs: 1_000,
  clock,
  signal,
});

describe('the body of an answer', () => {
  test.each([
    ['nothing at all', new Response(null)],
    ['an empty body', new Response('')],
  ])('%s is an empty text', async (_, response) => {
    expect(await readText(response, about(new FakeClock()))).toBe('');
  });

  test('characters that are cut between two pieces are whole again', async () => {
    const text = 'Amélie – 千と千尋 🎬';
    const bytes = new TextEncoder().encode(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { response, give, end } = dripping();
      const reading = readText(response, about(new FakeClock()));
      give(bytes.slice(0, cut));
      give(bytes.slice(cut));
      end();
      expect(await reading).toBe(text);
    }
  });

  test('a character that never ends is told, not swallowed', async () => {
    const { response, give, end } = dripping();
    const reading = readText(response, about(new FakeClock()));
    give(new TextEncoder().encode('é').slice(0, 1));
    end();
    expect(await reading).toBe('\uFFFD');
  });
});

describe('an answer that does not come to its end', () => {
  test('is not collected for ever, however fast it comes', async () => {
    const piece = new Uint8Array(2 ** 20).fill(32);
    let pieces = 0;
    let isGivenUp = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (out) => {
        pieces += 1;
        // So that a test which fails comes to an end.
        if (pieces > 200) out.close();
        else out.enqueue(piece);
      },
      cancel: () => {
        isGivenUp = true;
      },
    });
    const reading = readText(new Response(body), about(new FakeClock()));
    await expect(reading).rejects.toMatchObject({ code: 'protocol', message: 'list items: the answer does not end' });
    expect([pieces < 100, isGivenUp]).toEqual([true, true]);
  });

  test('silence in the middle is a time-out, and the rest is not waited for', async () => {
    const clock = new FakeClock();
    const { response, give, isGivenUp } = dripping();
    const reading = readText(response, about(clock));
    give('{"a":');
    await clock.advance(0);
    await clock.advance(999);
    give('1');
    await clock.advance(0);
    await clock.advance(999);
    const failed = expect(reading).rejects.toMatchObject({ code: 'timeout', operation: 'list items' });
    await clock.advance(1);
    await failed;
    expect(isGivenUp()).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  test('one that drips for ever ends after five minutes; a slow one of less goes through', async () => {
    for (const [pieces, ends] of [
      [400, true],
      [580, true],
      [602, false],
    ] as const) {
      const clock = new FakeClock();
      const { response, give, end, isGivenUp } = dripping();
      const reading = readText(response, about(clock));
      const outcome = reading.then(
        (text) => text.length,
        (error: unknown) => error,
      );
      for (let piece = 0; piece < pieces && !isGivenUp(); piece += 1) {
        give('x');
        await clock.advance(500);
      }
      if (ends) {
        end();
        expect(await outcome).toBe(pieces);
      } else {
        expect(await outcome).toMatchObject({ code: 'timeout' });
        expect(isGivenUp()).toBe(true);
      }
    }
  });

  test('the caller gives up: told at once, and the rest is not waited for', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const { response, give, isGivenUp } = dripping();
    const reading = readText(response, about(clock, abort.signal));
    give('{');
    await clock.advance(1);
    const failed = expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    abort.abort();
    await failed;
    await clock.advance(1);
    expect(isGivenUp()).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  test('a connection that breaks off is told as it is', async () => {
    const { response, give, break: breakOff } = dripping();
    const reading = readText(response, about(new FakeClock()));
    give('{');
    breakOff();
    await expect(reading).rejects.toThrow('terminated');
  });
});
