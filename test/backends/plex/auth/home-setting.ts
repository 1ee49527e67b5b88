import type { ProfileFacet } from '../../../../src/backends/media-backend.ts';
import { profileFacet } from '../../../../src/backends/plex/auth/home-users.ts';
import { plexTokenAuth } from '../../../../src/backends/plex/plex.ts';
import type { PlexContext } from '../../../../src/backends/plex/plex-context.ts';
import { secret } from '../../../../src/models/secret.ts';
import { createWorld } from '../../../../src/testing/catalogue/world.ts';
import type { FaultAction } from '../../../../src/testing/http/faults.ts';
import { type MockPlex, startMockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import { contextOf, hurriedClock, login } from '../setting.ts';
import { type KeptLog, keptLog } from './kept-log.ts';

export interface Home {
  readonly mock: MockPlex;
  readonly log: KeptLog;
  readonly context: PlexContext;
  readonly profiles: ProfileFacet;
}

/** A home of three, and its account signed in to two servers: `Mine`, and `Theirs`, which somebody shares. */
export async function startHome(): Promise<Home> {
  const holdings = { movies: { from: 0, count: 3 }, shows: { from: 0, count: 1 } };
  const servers = [
    { name: 'Mine', holdings },
    { name: 'Theirs', holdings, owned: false },
  ];
  const mock = await startMockPlex({ world: createWorld(31), servers });
  const [server] = mock.servers;
  if (server === undefined) throw new Error('no server');
  const log = keptLog();
  const base = login(mock.plexTv, { clock: hurriedClock() });
  const environment = { ...base.environment, logger: log.logger };
  const context = contextOf(mock, server, { ...base, environment, retries: 2 });
  const auth = plexTokenAuth({ type: 'plex-token', accountToken: secret(mock.account.token) }, context);
  if (auth.account === undefined) throw new Error('no account');
  return { mock, log, context, profiles: profileFacet(auth.account, context, () => auth.credential) };
}

export const answer = (body: unknown, contentType = 'application/json'): FaultAction => ({
  kind: 'body',
  body: JSON.stringify(body),
  contentType,
});
