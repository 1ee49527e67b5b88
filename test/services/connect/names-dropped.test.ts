import { expect, test } from 'vitest';
import { openAt } from '../setting.ts';
import { plexHome } from './home.ts';

/** As a router that protects against DNS rebinding leaves it: the name with the certificate leads nowhere. */
const places = {
  named: { kind: 'local', secure: true, name: 'home.plex.invalid' },
  bare: { kind: 'local' },
  relay: { kind: 'relay' },
} as const;

test('where names that lead into the own network are dropped, the bare address is used, and no relay', async () => {
  const { fold, source, places: spots, account } = await plexHome({ places });
  const { chosen, results } = await fold.connections.connect(source.id, { all: true });
  expect(chosen).toEqual({ uri: spots.bare.uri, kind: 'local', secure: false });
  const outcomes = new Map(results.map(({ candidate, outcome }) => [candidate.uri, outcome]));
  // A resolver that does not answer takes its time instead.
  expect(['dns', 'timeout']).toContain(outcomes.get(spots.named.uri));
  spots.relay.clear();
  expect(await fold.connections.use(source.id, (backend) => backend.libraries())).not.toEqual([]);
  expect(spots.relay.log.all()).toEqual([]);
  expect(account.plexTv.log.all().every(({ path }) => path === '/api/v2/resources')).toBe(true);
});

test('without the internet there are no such names at all, and no plex.tv: the LAN is found all the same', async () => {
  const { fold, source, path, places: spots, account } = await plexHome({ places });
  await fold.close();
  account.plexTv.faults.add({ action: { kind: 'reset' } });
  await spots.relay.become({ kind: 'dead' });
  const offline = await openAt(path, { plexTvUrl: account.plexTv.url });
  expect(await offline.connections.use(source.id, (backend) => backend.libraries())).not.toEqual([]);
  expect(offline.connections.state(source.id)).toMatchObject({ status: 'online', connection: { uri: spots.bare.uri } });
});
