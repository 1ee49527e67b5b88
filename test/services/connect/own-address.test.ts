import { expect, onTestFinished, test } from 'vitest';
import { createNetwork } from '../../../src/testing/network/network.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from '../setting.ts';

test('the address that a Jellyfin server names itself is known from the sign-in on, and is the way when the typed one ends', async () => {
  const server = await jellyfin(movies(1));
  const network = createNetwork();
  onTestFinished(() => network.close());
  const typed = await network.add({ server });
  const fold = await openAt(catalogueFile());
  const { source } = await fold.signIn.add(await jellyfinLogin(fold, { url: typed.uri, users: server.users }));
  const known = await fold.addresses.list(source.id);
  expect(new Set(known.map(({ uri }) => uri))).toEqual(new Set([typed.uri, server.url]));
  await typed.become({ kind: 'dead' });
  expect(await fold.connections.use(source.id, (backend) => backend.libraries())).not.toEqual([]);
  expect(fold.connections.state(source.id)).toMatchObject({ status: 'online', connection: { uri: server.url } });
});
