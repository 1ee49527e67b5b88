import { systemClock } from '../../src/models/clock.ts';
import { Accounts } from '../../src/testing/plex/accounts.ts';
import { createCloudApp } from '../../src/testing/plex/cloud/cloud-app.ts';
import { createDeviceKeys } from '../../src/testing/plex/cloud/device-keys.ts';
import { Pins } from '../../src/testing/plex/cloud/pins.ts';
import { createServerState } from '../../src/testing/plex/server/create-state.ts';
import { createServerApp } from '../../src/testing/plex/server/server-app.ts';
import { ServerTokens } from '../../src/testing/plex/server/server-tokens.ts';
import { small, world } from '../testing/plex/harness.ts';

interface Registered {
  readonly method: string;
  readonly path: string;
}

/** `GET /library/metadata/{}` of every route of a media server and of plex.tv, from their own route tables. */
export async function plexRoutes(): Promise<readonly string[]> {
  const clock = systemClock;
  const accounts = new Accounts(world.seed, []);
  const facts = { name: 'Attic', machineIdentifier: 'attic', version: '1', claimed: true, startUp: 'ready' } as const;
  const tokens = new ServerTokens({ accounts, ...facts, owned: true, ownToken: false, jwtAccepted: false });
  const state = createServerState({
    ...{ ...facts, world, clock, tokens, holdings: small },
    ownerId: accounts.account.id,
    closing: AbortSignal.abort(),
  });
  const keys = await createDeviceKeys(world.seed, accounts, clock);
  const pins = new Pins(world.seed, clock);
  const cloud = createCloudApp({
    clock,
    accounts,
    pins,
    keys,
    servers: [],
    limitsPolling: false,
    limitsSwitching: false,
  });
  const all: readonly Registered[] = [...createServerApp(state).routes, ...cloud.routes];
  return [...new Set(all.flatMap(namesOf))].sort((a, b) => (a < b ? -1 : 1));
}

/** Words between bars are routes of their own; middleware has none. */
function namesOf({ method, path }: Registered): readonly string[] {
  if (method === 'ALL') return [];
  const words = /:\w+\{([a-zA-Z]+(?:\|[a-zA-Z]+)+)\}/.exec(path);
  if (words !== null) {
    const choices = (words[1] ?? '').split('|');
    return choices.flatMap((word) => namesOf({ method, path: path.replace(words[0], word) }));
  }
  const plain = path.replace(/:\w+\{:\}/g, '\u0000').replace(/:\w+(?:\{[^}]*\})?/g, '{}');
  return [`${method} ${plain.replaceAll('\u0000', ':')}`];
}
