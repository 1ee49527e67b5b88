import { describe, expect, test } from 'vitest';
import { signInWithApiKey, startQuickConnect } from '../../src/backends/jellyfin/jellyfin.ts';
import type { MediaBackend } from '../../src/backends/media-backend.ts';
import type { SourceId } from '../../src/models/ids.ts';
import { type ItemId, itemId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import type { LoggedRequest } from '../../src/testing/index.ts';
import { catalogueFile, jellyfin, jellyfinLogin, openAt, plex, plexLogin } from '../services/setting.ts';
import { sharedJson, sharedMissing, sharedNote } from '../testing/jellyfin/shared-folder.ts';
import { jellyfinFiles, jellyfinVersions } from './documents.ts';
import { patternOf } from './driven.ts';

interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly $ref?: string;
}

type Operations = Readonly<Record<string, { readonly parameters?: readonly Parameter[] } | readonly Parameter[]>>;

interface Document {
  readonly paths: Readonly<Record<string, Operations>>;
  readonly components: { readonly parameters?: Readonly<Record<string, Parameter>> };
}

/** What a published document says that may be asked. */
function asks(document: Document): { unknownIn(request: LoggedRequest): readonly string[] } {
  const known = new Map<string, ReadonlySet<string>>();
  const resolve = (parameter: Parameter): Parameter =>
    document.components.parameters?.[parameter.$ref?.split('/').at(-1) ?? ''] ?? parameter;
  for (const [path, operations] of Object.entries(document.paths)) {
    const shared = Array.isArray(operations.parameters) ? (operations.parameters as readonly Parameter[]) : [];
    for (const [method, operation] of Object.entries(operations)) {
      if (method === 'parameters' || !('parameters' in operation || !Array.isArray(operation))) continue;
      const own = Array.isArray(operation)
        ? []
        : ((operation as { parameters?: readonly Parameter[] }).parameters ?? []);
      const names = [...shared, ...own]
        .map(resolve)
        .flatMap(({ in: place, name }) => (place === 'query' ? (name ?? []) : []));
      const pattern = `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`.toLowerCase();
      known.set(pattern, new Set(names.map((name) => name.toLowerCase())));
    }
  }
  return {
    unknownIn({ method, path, query }) {
      const route = `${method} ${path}`.toLowerCase();
      const pattern = patternOf([...known.keys()], route);
      if (pattern === undefined) return [route.replace(/[0-9a-f]{32}/g, '{}')];
      const names = known.get(pattern);
      return [...query.keys()].filter((name) => !names?.has(name.toLowerCase())).map((name) => `${pattern}?${name}`);
    },
  };
}

const holdings = { movies: { from: 0, count: 3 }, shows: { from: 0, count: 1 } };

/** All that an app can do so far with one source. */
async function live(fold: Mediafold, id: SourceId, film: ItemId, show: ItemId): Promise<void> {
  expect((await fold.sync.run(id)).status).toBe('completed');
  await fold.connections.use(id, async (backend: MediaBackend) => {
    await backend.serverInfo();
    for (const { id: library, itemKinds } of await backend.libraries()) {
      for (const kind of itemKinds) await backend.countItems(library, { kind });
    }
    const item = await backend.getItem(film);
    await backend.children(show);
    await backend.search?.search(item.title);
    await backend.discovery?.candidates();
    await backend.watchState?.setPlayed(film, true);
    await backend.watchState?.setPlayed(film, false);
    await backend.watchState?.setFavourite?.(film, true);
    await fetch(backend.images?.url(item.images, 'poster', { width: 100, height: 150 }) ?? '');
    await backend.profiles?.list();
  });
  await fold.signIn.signOut(id);
}

const undocumented = (file: string, requests: readonly LoggedRequest[]): ReadonlySet<string> => {
  const { unknownIn } = asks(sharedJson(file) as Document);
  return new Set(requests.flatMap(unknownIn));
};

const refused = (requests: readonly LoggedRequest[]): ReadonlySet<string> =>
  new Set(
    requests.flatMap(({ method, path, status = 0 }) =>
      status >= 400 ? [`${method} ${path} ${status}`.toLowerCase()] : [],
    ),
  );

describe.skipIf(sharedMissing)(`what we ask of a server${sharedNote}`, () => {
  test.each(jellyfinVersions)('is in the document of Jellyfin %s, and known to the server', async (version) => {
    const server = await jellyfin(holdings, { version });
    const fold = await openAt(catalogueFile());
    const context = { ...(await fold.loginContext()), url: server.url };
    await signInWithApiKey({ ...context, key: secret(server.apiKey) });
    expect((await startQuickConnect(context)).prompt.code).not.toBe('');
    const { source } = await fold.signIn.add(await jellyfinLogin(fold, server, { keepPassword: true }));
    await live(fold, source.id, itemId(server.movieId(0)), itemId(server.showId(0)));
    const requests = server.log.all();
    expect(requests.length).toBeGreaterThan(20);
    // Each version is asked the way of the newest first.
    const newer = version === '10.8.13' ? ['post /quickconnect/initiate'] : [];
    expect(undocumented(jellyfinFiles[version] ?? '', requests)).toEqual(new Set(newer));
    // A key is nobody, which tells it from a user's token.
    expect(refused(requests)).toEqual(new Set(['get /users/me 400', ...newer.map((route) => `${route} 405`)]));
  });

  test('is in the document of Plex, and known to the server', async () => {
    const house = await plex(holdings, { ownAccessToken: true });
    const fold = await openAt(catalogueFile(), { plexTvUrl: house.account.plexTv.url });
    const { source } = await fold.signIn.add(await plexLogin(fold, house));
    const { movie, show } = house.server.ratingKeys;
    await live(fold, source.id, itemId(movie(0)), itemId(show(0)));
    const requests = house.server.log.all();
    expect(requests.length).toBeGreaterThan(20);
    const routes = [...undocumented('specs/plex-openapi.json', requests)].filter((each) => !each.includes('?'));
    // The document, which leaves out most of the parameters too, has not got these; servers have (recorded).
    expect(new Set(routes)).toEqual(new Set(['get /library/sections', `get /library/metadata/${show(0)}/children`]));
    expect(refused(requests)).toEqual(new Set());
  });
});
