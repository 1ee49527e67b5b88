import { expect, test } from 'vitest';
import { FakeClock } from '../../../src/testing/index.ts';
import { untilPasses } from '../../until.ts';
import { jellyfinHome, plexHome } from './home.ts';

const places = { home: { kind: 'local' } } as const;

async function jellyfinStage(clock: FakeClock) {
  const home = await jellyfinHome({ places, clock });
  return { ...home, revoke: () => home.server.revokeTokens() };
}

async function plexStage(clock: FakeClock) {
  const home = await plexHome({ places, clock, serverTokenOnly: true });
  return { ...home, revoke: () => home.server.rotateAccessToken() };
}

test.each([
  ['plex', plexStage],
  ['jellyfin', jellyfinStage],
] as const)('%s: an app hears that a sign-in is over while it asks for nothing', async (_, start) => {
  const clock = new FakeClock();
  const { fold, source, told, revoke } = await start(clock);
  await fold.connections.connect(source.id);
  const stop = fold.connections.watch();
  await clock.advance(30_000);
  revoke();
  told();
  await clock.advance(30_000);
  // The clock stands still now, so nothing can run out of time.
  await untilPasses(() => expect(fold.connections.state(source.id).status).toBe('needs-sign-in'));
  expect(told().at(-1)).toBe('needs-sign-in');
  await untilPasses(async () =>
    expect(await fold.sources.list()).toMatchObject([{ needsSignIn: expect.stringContaining('sign in') }]),
  );
  stop();
});
