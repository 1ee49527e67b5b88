import { PlexAPI } from '@lukehagar/plexjs';
import { ResponseValidationError } from '@lukehagar/plexjs/sdk/models/errors/responsevalidationerror.js';
import { SDKError } from '@lukehagar/plexjs/sdk/models/errors/sdkerror.js';
import { CreatePlayQueueType } from '@lukehagar/plexjs/sdk/models/operations/createplayqueue.js';
import { ReportState } from '@lukehagar/plexjs/sdk/models/operations/report.js';
import { Accepts } from '@lukehagar/plexjs/sdk/models/shared/accepts.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestLog } from '../../src/testing/http/request-log.ts';
import { type MockPlex, startMockPlex } from '../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../src/testing/plex/server/mock-server.ts';
import { coverage } from './coverage.ts';
import { first, holdings, routesIn, whenAllHavePassed, world } from './setting.ts';

/** Valid answers that the library refuses, as recorded answers of real servers show. */
const refusals: Readonly<Record<string, string>> = {
  'hidden: Expected boolean, received number': 'a section is hidden 0, 1 or 2 (recorded)',
  'optimizedForStreaming: Expected boolean, received number': 'a number on Media, a boolean on Part (recorded)',
  'Guid.id: Expected number, received string': 'an external id is a URI such as imdb://tt1 (recorded)',
};

/** Calls that ask for something that real servers do not have, or read it as what it is not. */
const misfits: Readonly<Record<string, string>> = {
  getFirstCharacters: 'the plural form of the path is not found on real servers (seen on 1.43)',
  deleteCollectionItem: 'sends PUT, as the document says, where servers take DELETE',
};

let plex: MockPlex;
let mock: MockPlexServer;
let api: PlexAPI;
const logs: RequestLog[] = [];

// Another server for each: what one writes is in the hubs, lists and histories that others read.
beforeEach(async () => {
  plex = await startMockPlex({ world, servers: [{ holdings }] });
  mock = first(plex.servers);
  logs.push(mock.log);
  api = new PlexAPI({
    serverURL: mock.url,
    token: mock.accessToken,
    accepts: Accepts.ApplicationJson,
    clientIdentifier: 'plexjs-outside',
    product: 'Outside',
    version: '1.0',
    platform: 'Test',
  });
});
afterEach(() => plex.close());

whenAllHavePassed(() => expect(routesIn(...logs)).toEqual(coverage['@lukehagar/plexjs']));

/** One step, whatever the case: the library renames what it accepts, and hands out what it refuses as it came. */
function step(from: unknown, name: string | number): unknown {
  if (typeof from !== 'object' || from === null) return undefined;
  const key = Object.keys(from).find((each) => each.toLowerCase() === String(name).toLowerCase());
  return key === undefined ? undefined : Reflect.get(from, key);
}

function at(from: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce(step, from);
}

function list(from: unknown, name: string): readonly unknown[] {
  const found = at(from, name);
  return Array.isArray(found) ? found : [];
}

function containerIn(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const own = step(answer, 'mediaContainer');
  return (
    own ??
    Object.values(answer)
      .map((inner) => step(inner, 'mediaContainer'))
      .find((inner) => inner !== undefined)
  );
}

/** `Guid.id: Expected number, received string`, without the places in lists and what stands above the last two names. */
function complaintsOf(error: ResponseValidationError): readonly string[] {
  const issues = at(error.cause, 'issues');
  return (Array.isArray(issues) ? issues : []).map((issue: { path: readonly (string | number)[]; message: string }) => {
    const names = issue.path.filter((part) => typeof part === 'string');
    const place = names.at(-1) === 'id' ? names.slice(-2) : names.slice(-1);
    return `${place.join('.')}: ${issue.message}`;
  });
}

/** The container of an answer, accepted or refused for a reason that is named above. */
async function container(answer: Promise<unknown>, met: (complaint: string) => void = () => {}): Promise<unknown> {
  try {
    return containerIn(await answer);
  } catch (error) {
    if (!(error instanceof ResponseValidationError)) throw error;
    const complaints = complaintsOf(error);
    expect(complaints.filter((complaint) => refusals[complaint] === undefined)).toEqual([]);
    expect(complaints.length).toBeGreaterThan(0);
    complaints.forEach(met);
    return containerIn(error.rawValue);
  }
}

async function keys(answer: Promise<unknown>): Promise<readonly unknown[]> {
  return list(await container(answer), 'metadata').map((row) => at(row, 'ratingKey'));
}

const uri = (...indexes: readonly number[]): string => {
  const ids = indexes.map((index) => mock.ratingKeys.movie(index)).join(',');
  return `server://${mock.machineIdentifier}/com.plexapp.plugins.library/library/metadata/${ids}`;
};

describe('@lukehagar/plexjs', () => {
  it('knows the server', async () => {
    const { machineIdentifier } = mock;
    const features = list(await container(api.general.getServerInfo({})), 'directory').map((row) => at(row, 'key'));
    expect(features).toContain('playQueues');
    expect(at(await container(api.general.getIdentity()), 'machineIdentifier')).toBe(machineIdentifier);
    expect(at(await container(api.provider.listProviders()), 'machineIdentifier')).toBe(machineIdentifier);
  });

  it('lists libraries and what is in them', async () => {
    const sections = list(await container(api.library.getSections()), 'directory');
    expect(sections.map((row) => [at(row, 'key'), at(row, 'type'), at(row, 'title')])).toEqual([
      ['1', 'movie', 'Films'],
      ['2', 'show', 'Series'],
    ]);
    expect(at(await container(api.library.getLibraryDetails({ sectionId: '1', includeDetails: 1 })), 'title1')).toBe(
      'Films',
    );
    const films = await keys(api.content.listContent({ sectionId: '1' }));
    expect(new Set(films)).toEqual(new Set(Array.from({ length: 40 }, (_, i) => mock.ratingKeys.movie(i))));
    expect(await keys(api.content.listContent({ sectionId: '2' }))).toHaveLength(9);
    const leaves = await keys(api.library.getAllItemLeaves({ ids: mock.ratingKeys.show(1) }));
    expect(leaves).toHaveLength(world.show(1).seasons.reduce((sum, { episodes }) => sum + episodes, 0));
  });

  it('reads an item', async () => {
    const wanted = world.movie(1);
    const film = first(
      list(await container(api.content.getMetadataItem({ ids: [mock.ratingKeys.movie(1)] })), 'metadata'),
    );
    expect([at(film, 'title'), at(film, 'year'), at(film, 'duration')]).toEqual([
      wanted.title,
      wanted.year,
      wanted.runtimeMs,
    ]);
    expect(list(film, 'genre').map((row) => at(row, 'tag'))).toEqual(wanted.genres);
    const show = first(
      list(await container(api.content.getMetadataItem({ ids: [mock.ratingKeys.show(1)] })), 'metadata'),
    );
    expect(at(show, 'childCount')).toBe(world.show(1).seasons.length);
  });

  it('reads how a library is filtered and sorted', async () => {
    const filters = list(await container(api.library.getSectionFilters({ sectionId: 1 })), 'directory');
    expect(filters.map((row) => at(row, 'filter'))).toContain('genre');
    const sorts = list(await container(api.library.getAvailableSorts({ sectionId: 1 })), 'directory');
    expect(at(sorts[0], 'key')).toBe('titleSort');
  });

  it('reads hubs, and searches', async () => {
    const key = mock.ratingKeys.movie(2);
    mock.setWatchState(key, { viewOffset: 90_000, lastViewedAt: 1_790_000_000 });
    const going = list(await container(api.hubs.getContinueWatching({})), 'hub');
    expect(going.flatMap((hub) => list(hub, 'metadata').map((row) => at(row, 'ratingKey')))).toEqual([key]);
    const home = list(await container(api.hubs.getAllHubs({})), 'hub').map((hub) => at(hub, 'hubIdentifier'));
    expect(home).toEqual(['home.continue', 'home.movies.recent', 'home.television.recent']);
    const promoted = list(await container(api.hubs.getPromotedHubs({})), 'hub');
    expect(promoted.map((hub) => at(hub, 'promoted'))).toEqual([true, true, true]);
    expect(list(await container(api.hubs.getSectionHubs({ sectionId: 1 })), 'hub')).toHaveLength(4);
    // Its model of this answer is the bare container: the rows are dropped.
    const items = await container(api.hubs.getHubItems({ identifier: ['movie.inprogress.1'] }));
    expect(at(items, 'size')).toBe(1);
    const hits = list(await container(api.search.searchHubs({ query: world.movie(3).title })), 'hub');
    const found = hits.flatMap((hub) => list(hub, 'metadata').map((row) => at(row, 'ratingKey')));
    expect(found).toContain(mock.ratingKeys.movie(3));
  });

  it('writes watch state', async () => {
    const key = mock.ratingKeys.movie(4);
    const identifier = 'com.plexapp.plugins.library';
    await api.timeline.markPlayed({ identifier, key });
    expect(mock.watchState(key).viewCount).toBe(1);
    await api.timeline.unscrobble({ identifier, key });
    await api.rate.setRating({ identifier, key, rating: 7 });
    expect(mock.watchState(key)).toMatchObject({ viewCount: 0, userRating: 7 });
    const { runtimeMs: duration } = world.movie(4);
    await api.timeline.report({
      key: `/library/metadata/${key}`,
      ratingKey: key,
      state: ReportState.Playing,
      time: 120_000,
      duration,
    });
    expect(mock.watchState(key).viewOffset).toBe(120_000);
    expect(await keys(api.status.listSessions())).toEqual([key]);
    const history = list(await container(api.status.listPlaybackHistory({})), 'metadata');
    expect(history.map((row) => [at(row, 'ratingKey'), at(row, 'accountID')])).toEqual([[key, 1]]);
  });

  it('keeps playlists', async () => {
    const made = first(list(await container(api.libraryPlaylists.createPlaylist({ uri: uri(1) })), 'metadata'));
    const playlistId = Number(at(made, 'ratingKey'));
    await container(api.libraryPlaylists.addPlaylistItems({ playlistId, uri: uri(2, 3) }));
    expect(await keys(api.playlist.listPlaylists({}))).toEqual([String(playlistId)]);
    const [one] = list(await container(api.playlist.getPlaylist({ playlistId })), 'metadata');
    expect(at(one, 'leafCount')).toBe(3);
    const items = list(await container(api.playlist.getPlaylistItems({ playlistId })), 'metadata');
    const entries = items.map((row) => Number(at(row, 'playlistItemID')));
    expect(items.map((row) => at(row, 'ratingKey'))).toEqual([1, 2, 3].map(mock.ratingKeys.movie));
    const [a = 0, b = 0, c = 0] = entries;
    await container(api.libraryPlaylists.movePlaylistItem({ playlistId, playlistItemId: c, after: a }));
    await container(api.libraryPlaylists.deletePlaylistItem({ playlistId, generatorId: b }));
    expect(await keys(api.playlist.getPlaylistItems({ playlistId }))).toEqual([1, 3].map(mock.ratingKeys.movie));
    expect((await api.libraryPlaylists.updatePlaylist({ playlistId })).statusCode).toBe(204);
    await container(api.libraryPlaylists.clearPlaylistItems({ playlistId }));
    expect(await keys(api.playlist.getPlaylistItems({ playlistId }))).toEqual([]);
    expect((await api.libraryPlaylists.deletePlaylist({ playlistId })).statusCode).toBe(204);
    expect(await keys(api.playlist.listPlaylists({}))).toEqual([]);
  });

  it('plays queues', async () => {
    const queue = await container(api.playQueue.createPlayQueue({ type: CreatePlayQueueType.Video, uri: uri(1, 2) }));
    const playQueueId = Number(at(queue, 'playQueueID'));
    expect([at(queue, 'playQueueTotalCount'), at(queue, 'playQueueVersion')]).toEqual([2, 1]);
    const order = (answer: Promise<unknown>): Promise<readonly unknown[]> => keys(answer);
    const keysOf = (...indexes: readonly number[]): readonly string[] => indexes.map(mock.ratingKeys.movie);
    expect(await order(api.playQueue.getPlayQueue({ playQueueId }))).toEqual(keysOf(1, 2));
    expect(await order(api.playQueue.addToPlayQueue({ playQueueId, uri: uri(3), next: 1 }))).toEqual(keysOf(1, 3, 2));
    expect(new Set(await order(api.playQueue.shuffle({ playQueueId })))).toEqual(new Set(keysOf(1, 2, 3)));
    expect(await order(api.playQueue.unshuffle({ playQueueId }))).toEqual(keysOf(1, 3, 2));
    expect(await order(api.playQueue.resetPlayQueue({ playQueueId }))).toEqual(keysOf(1, 3, 2));
    const rows = list(await container(api.playQueue.getPlayQueue({ playQueueId })), 'metadata');
    const last = Number(at(rows[2], 'playQueueItemID'));
    expect(await order(api.playQueue.movePlayQueueItem({ playQueueId, playQueueItemId: last }))).toEqual(
      keysOf(2, 1, 3),
    );
    expect(await order(api.playQueue.deletePlayQueueItem({ playQueueId, playQueueItemId: last }))).toEqual(
      keysOf(1, 3),
    );
    expect(await order(api.playQueue.clearPlayQueue({ playQueueId }))).toEqual([]);
  });

  it('keeps collections', async () => {
    const wanted = { sectionId: '1', title: 'Long winters', type: 1, uri: uri(1) } as const;
    const made = first(list(await container(api.collections.createCollection(wanted)), 'metadata'));
    const collectionId = Number(at(made, 'ratingKey'));
    await container(api.libraryCollections.addCollectionItems({ collectionId, uri: uri(2) }));
    expect(await keys(api.content.getCollectionItems({ collectionId }))).toEqual([1, 2].map(mock.ratingKeys.movie));
    const [listed] = list(await container(api.library.getCollections({ sectionId: 1 })), 'metadata');
    expect([at(listed, 'title'), at(listed, 'ratingKey')]).toEqual(['Long winters', String(collectionId)]);
    await expect(
      api.libraryCollections.deleteCollectionItem({ collectionId, itemId: Number(mock.ratingKeys.movie(2)) }),
      misfits.deleteCollectionItem,
    ).rejects.toBeInstanceOf(SDKError);
  });

  it('asks in vain for what no server has', async () => {
    await expect(api.library.getFirstCharacters({ sectionId: 1 }), misfits.getFirstCharacters).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('refuses all that is named above', async () => {
    const met = new Set<string>();
    const answers = [
      () => api.library.getSections(),
      () => api.hubs.getAllHubs({}),
      () => api.content.getMetadataItem({ ids: [mock.ratingKeys.movie(1)] }),
    ];
    for (const answer of answers) await container(answer(), (complaint) => met.add(complaint));
    expect(met).toEqual(new Set(Object.keys(refusals)));
  });
});
