import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../src/testing/index.ts';
import { until } from '../../until.ts';
import { jellyfin, movies } from '../setting.ts';
import { jellyfinHome, passing } from './home.ts';

const one = { home: { kind: 'local' } } as const;
const two = { home: { kind: 'local' }, away: { kind: 'direct' } } as const;
const minute = 60_000;

describe('the credential', () => {
  test.each([false, true])(
    'of somebody who signs out does not go to a stranger at the address (with a password: %s)',
    async (keepPassword) => {
      const { fold, source, places } = await jellyfinHome({ places: one, clock: new FakeClock(), keepPassword });
      const stranger = await jellyfin(movies(2));
      await (await fold.connections.backend(source.id)).libraries();
      await places.home.become({ kind: 'another-server', server: stranger });
      places.home.clear();
      await expect(fold.signIn.signOut(source.id)).resolves.toMatchObject({ revoked: false });
      expect(places.home.tokens).toEqual([]);
      expect(fold.connections.state(source.id)).toMatchObject({ status: 'needs-sign-in', reason: 'signed out' });
    },
  );
});

test('work that asked the server nothing has not seen it', async () => {
  const clock = new FakeClock();
  const { fold, source, places } = await jellyfinHome({ places: two, clock });
  const stranger = await jellyfin(movies(2));
  const backend = await fold.connections.backend(source.id);
  await backend.libraries();
  await clock.advance(0.8 * minute);
  await fold.connections.use(source.id, async () => undefined);
  await places.home.become({ kind: 'another-server', server: stranger });
  // No connection of before is left that could break off.
  for (let left = 5; left > 0; left -= 1) await fetch(places.home.uri).catch(() => undefined);
  places.home.clear();
  await clock.advance(0.8 * minute);
  await backend.libraries();
  expect(places.home.tokens).toEqual([]);
});

describe('an address that says nothing after a silence', () => {
  test('is asked once by a call, and then all the others are', async () => {
    const clock = new FakeClock();
    const asked: string[] = [];
    const noting: typeof fetch = (input, init) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return fetch(input, init);
    };
    const { fold, source, places } = await jellyfinHome({ places: two, clock, environment: () => ({ fetch: noting }) });
    const backend = await fold.connections.backend(source.id);
    await backend.libraries();
    await places.home.become({ kind: 'silent' });
    await clock.advance(minute);
    asked.length = 0;
    await passing(clock, 50, backend.libraries());
    expect(backend.connection?.uri).toBe(places.away.uri);
    // And once in the search.
    expect(asked.filter((url) => url.startsWith(places.home.uri))).toHaveLength(2);
  });
});

describe('while all addresses are heard out', () => {
  test('calls go on where the server was seen a moment ago', async () => {
    const clock = new FakeClock();
    const { fold, source, places } = await jellyfinHome({ places: two, clock });
    const backend = await fold.connections.backend(source.id);
    await places.away.become({ kind: 'silent' });
    const all = fold.connections.connect(source.id, { all: true });
    await until(() => fold.connections.state(source.id).status === 'connecting');
    await expect(backend.libraries()).resolves.not.toHaveLength(0);
    expect(fold.connections.state(source.id).status).toBe('connecting');
    await passing(clock, 500, all);
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'online', connection: { kind: 'local' } });
  });
});
