import { container, htmlError } from '../answers.ts';
import { countHeaders, counts, cut, pagingOf } from '../listing/paging.ts';
import type { Collection, Collections } from '../lists/collections.ts';
import { keysOfUri } from '../lists/source-uri.ts';
import type { WireObject } from '../wire.ts';
import { libraryFields, listFields } from './containers.ts';
import type { PlexSection } from './plex-section.ts';
import { queryOf, type ServerApp, type ServerContext } from './server-env.ts';
import { type ServerState, sectionOf } from './server-state.ts';
import { rowRequest, rowsFor } from './viewer.ts';

/** The number of the type "collection" in queries. */
const collectionType = '18';

/** Must be added before the routes of metadata and sections: a collection is an item, too. */
export function addCollectionRoutes(app: ServerApp, state: ServerState, collections: Collections): void {
  const listed = (context: ServerContext, section: PlexSection): Response => {
    const rows = collections.of(section).map((each) => collections.row(each, context.get('viewer')));
    const paging = pagingOf(context.req.raw, queryOf(context));
    const page = cut<WireObject>(rows, paging);
    const fields = {
      ...counts(paging, page.length, rows.length),
      ...listFields(section, 'collection', 'Collections'),
      Metadata: page.length === 0 ? undefined : page,
    };
    return container(context.req.raw, fields, countHeaders(paging, rows.length));
  };
  const children = (context: ServerContext, collection: Collection): Response => {
    const query = queryOf(context);
    const viewer = context.get('viewer');
    const keys = collections.keysOf(collection, viewer);
    const paging = pagingOf(context.req.raw, query);
    const rows = rowsFor(viewer, rowRequest(collection.section, query, false), cut(keys, paging));
    const fields = {
      ...counts(paging, rows.length, keys.length),
      ...libraryFields(collection.section),
      title1: collection.section.title,
      title2: collection.title,
      Metadata: rows.length === 0 ? undefined : rows,
    };
    return container(context.req.raw, fields, countHeaders(paging, keys.length));
  };
  const one = (context: ServerContext, collection: Collection): Response =>
    container(context.req.raw, {
      size: 1,
      ...libraryFields(collection.section),
      Metadata: [collections.row(collection, context.get('viewer'))],
    });
  const withCollection =
    (act: (context: ServerContext, collection: Collection) => Response) =>
    (context: ServerContext): Response => {
      const collection = collections.find(context.req.param('id'));
      return collection === undefined ? htmlError(404) : act(context, collection);
    };
  /** Only the owner changes collections. */
  const owned = (act: (context: ServerContext, collection: Collection) => Response) =>
    withCollection((context, collection) =>
      context.get('viewer').user.admin ? act(context, collection) : htmlError(403),
    );

  app.get('/library/sections/:id/collections', (context) => {
    const section = sectionOf(state, context.req.param('id'));
    return section === undefined ? htmlError(404) : listed(context, section);
  });
  app.get('/library/sections/:id/all', async (context, next) => {
    const section = sectionOf(state, context.req.param('id'));
    if (section === undefined || queryOf(context).get('type') !== collectionType) return await next();
    return listed(context, section);
  });

  app.post('/library/collections', (context) => {
    const query = queryOf(context);
    const viewer = context.get('viewer');
    if (!viewer.user.admin) return htmlError(403);
    const section = sectionOf(state, query.get('sectionId') ?? undefined);
    const uri = query.get('uri');
    const keys = uri === null ? [] : keysOfUri(state, viewer, uri);
    const isSmart = query.get('smart') === '1';
    if (section === undefined || keys === undefined || (isSmart && uri === null)) return htmlError(400);
    const smart = isSmart && uri !== null ? { uri, keys: [] } : { uri: undefined, keys };
    return one(context, collections.create({ section, title: query.get('title') ?? '', ...smart }));
  });

  for (const path of ['children', 'items']) app.get(`/library/collections/:id/${path}`, withCollection(children));
  app.get('/library/collections/:id', withCollection(one));
  app.put(
    '/library/collections/:id/items',
    owned((context, collection) => {
      const keys = keysOfUri(state, context.get('viewer'), queryOf(context).get('uri') ?? '');
      if (keys === undefined || collection.uri !== undefined) return htmlError(400);
      collections.change(collection, [...collection.keys, ...keys]);
      return one(context, collection);
    }),
  );
  // The published document says PUT, clients that work say DELETE.
  app.delete(
    '/library/collections/:id/items/:key',
    owned((context, collection) => {
      const key = Number(context.req.param('key'));
      if (!collection.keys.includes(key)) return htmlError(404);
      collections.change(
        collection,
        collection.keys.filter((other) => other !== key),
      );
      return one(context, collection);
    }),
  );
  app.delete(
    '/library/collections/:id',
    owned((_context, collection) => {
      collections.remove(collection);
      return new Response('', { status: 200, headers: { 'content-type': 'text/html', 'x-plex-protocol': '1.0' } });
    }),
  );

  const asItem = (path: string, act: (context: ServerContext, collection: Collection) => Response): void => {
    app.get(path, async (context, next) => {
      const collection = collections.find(context.req.param('id'));
      return collection === undefined ? await next() : act(context, collection);
    });
  };
  asItem('/library/metadata/:id', one);
  asItem('/library/metadata/:id/children', children);
}
