import { expect, test } from 'vitest';
import type { Source } from '../../../src/models/source.ts';
import type { Mediafold } from '../../../src/services/mediafold.ts';
import type { MockJellyfin, MockPlexServer } from '../../../src/testing/index.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt, plex, plexLogin } from '../setting.ts';

interface Two {
  readonly fold: Mediafold;
  readonly path: string;
  readonly jellyfinSource: Source;
  readonly jellyfinServer: MockJellyfin;
  readonly plexSource: Source;
  readonly plexServer: MockPlexServer;
}

/** A server of each kind, both online. */
async function two(): Promise<Two> {
  const house = await plex(movies(1));
  const jellyfinServer = await jellyfin(movies(1));
  const path = catalogueFile();
  const fold = await openAt(path, { plexTvUrl: house.account.plexTv.url });
  const { source: jellyfinSource } = await fold.signIn.add(await jellyfinLogin(fold, jellyfinServer));
  const { source: plexSource } = await fold.signIn.add(await plexLogin(fold, house));
  for (const { id } of [jellyfinSource, plexSource]) await fold.connections.connect(id);
  return { fold, path, jellyfinSource, jellyfinServer, plexSource, plexServer: house.server };
}

test('a source that another process removed keeps nobody else from hearing that the network changed', async () => {
  const { fold, path, jellyfinSource, plexSource } = await two();
  const elsewhere = await openAt(path);
  await elsewhere.sources.remove(jellyfinSource.id);
  expect(await fold.connections.networkChanged()).toMatchObject([
    { source: { id: plexSource.id }, state: { status: 'online' } },
  ]);
  expect(fold.connections.state(jellyfinSource.id)).toEqual({ status: 'unknown' });
});

test('a server that is away takes no other source along', async () => {
  const { fold, jellyfinSource, jellyfinServer, plexSource, plexServer } = await two();
  await jellyfinServer.close();
  plexServer.log.clear();
  const lost = fold.connections.use(jellyfinSource.id, (backend) => backend.libraries());
  await expect(lost).rejects.toMatchObject({ code: 'unavailable' });
  expect(fold.connections.state(jellyfinSource.id).status).toBe('offline');
  expect(fold.connections.state(plexSource.id).status).toBe('online');
  expect(plexServer.log.all()).toEqual([]);
  const reports = await fold.connections.networkChanged();
  expect(reports.map(({ source, state }) => [source.id, state.status])).toEqual([
    [jellyfinSource.id, 'offline'],
    [plexSource.id, 'online'],
  ]);
});
