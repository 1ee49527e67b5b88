import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityHeaders } from '../../../src/backends/plex/auth/plex-headers.ts';
import { createPlexBackend, plexTokenAuth } from '../../../src/backends/plex/plex.ts';
import { pageEnd, plexPageStart } from '../../../src/backends/plex/plex-paging.ts';
import { readRows } from '../../../src/backends/plex/plex-read.ts';
import { itemId } from '../../../src/models/ids.ts';
import type { Cursor } from '../../../src/models/page.ts';
import { secret } from '../../../src/models/secret.ts';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import { type MockPlex, startMockPlex } from '../../../src/testing/plex/mock-plex.ts';
import { contextOf } from './setting.ts';

const name = fc.string({ unit: 'binary', maxLength: 30 });
const filled = name.filter((text) => text.trim() !== '');

describe('identity headers', () => {
  it('are ones that every runtime takes, whatever people call their machines', () => {
    fc.assert(
      fc.property(
        name,
        name,
        name,
        filled,
        fc.option(name, { nil: undefined }),
        (product, version, deviceName, id, platform) => {
          const wellFormed = id.isWellFormed() ? id : 'x';
          const identity = {
            product,
            version,
            deviceName,
            deviceId: wellFormed,
            ...(platform === undefined ? {} : { platform }),
          };
          const headers = identityHeaders(identity, wellFormed);
          const made = new Headers(headers);
          for (const [header, value] of Object.entries(headers)) expect(made.get(header)).toBe(value);
          expect(made.has('x-plex-client-identifier') && made.has('x-plex-product')).toBe(true);
          expect(made.has('x-plex-provides')).toBe(false);
          expect(Object.values(headers)).not.toContain('');
        },
      ),
    );
  });

  it('keep different devices apart', () => {
    fc.assert(
      fc.property(filled, filled, (one, two) => {
        fc.pre(one.isWellFormed() && two.isWellFormed() && one !== two);
        const identity = { product: 'p', version: '1', deviceName: 'd', deviceId: one };
        expect(identityHeaders(identity, one)).not.toEqual(identityHeaders(identity, two));
      }),
    );
  });
});

describe('on the wire', () => {
  let mock: MockPlex;
  beforeAll(async () => {
    const holdings = { movies: { from: 0, count: 5 }, shows: { from: 0, count: 1 } };
    mock = await startMockPlex({ world: createWorld(3), servers: [{ holdings }] });
  });
  afterAll(() => mock.close());

  it('every request says who asks, once, and with the token in a header only', async () => {
    const [server] = mock.servers;
    if (server === undefined) throw new Error('no server');
    const call = fc.constantFrom('libraries', 'item', 'children', 'count', 'info', 'search', 'discovery');
    await fc.assert(
      fc.asyncProperty(call, filled, filled, async (which, product, deviceName) => {
        const base = contextOf(mock, server);
        const context = { ...base, identity: { ...base.identity, product, deviceName } };
        const accountToken = secret(mock.account.token);
        const auth = plexTokenAuth({ type: 'plex-token', accountToken, serverToken: accountToken }, context);
        const backend = createPlexBackend(auth, context);
        backend.useConnection({ uri: server.url, kind: 'local', secure: false });
        const [films] = which === 'count' ? await backend.libraries() : [];
        server.log.clear();
        mock.plexTv.log.clear();
        const id = itemId(server.ratingKeys.show(0));
        await {
          libraries: () => backend.libraries(),
          item: () => backend.getItem(id),
          children: () => backend.children(id),
          count: async () => films && (await backend.countItems(films.id, { kind: 'movie' })),
          info: () => backend.serverInfo(),
          search: () => backend.search?.search(`a ${product}`),
          discovery: () => backend.discovery?.candidates(),
        }[which]();
        const sent = [...server.log.all(), ...mock.plexTv.log.all()];
        expect(sent.length).toBeGreaterThan(0);
        for (const { headers, query, path } of sent) {
          expect(headers['x-plex-client-identifier']).toBe(base.source.deviceId);
          expect(headers['x-plex-product']).toMatch(/^[\x20-\x7e]+$/);
          expect(headers.accept).toBe('application/json');
          expect(headers['x-plex-provides']).toBeUndefined();
          expect(headers['x-plex-token']).toBe(path === '/identity' ? undefined : mock.account.token);
          expect(query.has('X-Plex-Token')).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('paging', () => {
  it('sees every row once and ends, however many rows the server gives at a time', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(60), fc.nat(2), sizes, fc.integer({ min: 1, max: 9 }), (rows, extra, pages, limit) => {
        const all = Array.from({ length: rows + extra }, (_, i) => i);
        const seen: number[] = [];
        let next: Cursor | undefined;
        let asked = 0;
        do {
          const at = plexPageStart(next, 'walk');
          // The first rows are no items, like "All episodes".
          const given = all.slice(at.start, at.start + (pages[asked % pages.length] ?? 1));
          const items = given.filter((row) => row >= extra);
          seen.push(...items);
          const end = pageEnd(at, {
            count: given.length,
            skipped: given.length - items.length,
            total: all.length,
            limit,
          });
          if (at.start >= extra || given.length >= extra) expect(end.total).toBe(rows);
          next = end.next;
          asked += 1;
          expect(asked).toBeLessThan(200);
        } while (next !== undefined);
        expect(seen).toEqual(all.slice(extra));
      }),
    );
  });
});

describe('rows', () => {
  it('are items or put aside, whatever they are', () => {
    const field = fc.constantFrom('ratingKey', 'type', 'title', 'year', 'Guid', 'Genre', 'thumb', 'skipParent', 'guid');
    const type = fc.constantFrom('movie', 'show', 'episode', 'track', 'photo', 'novel', 'constructor');
    const row = fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.oneof(fc.jsonValue(), type, fc.nat())));
    fc.assert(
      fc.property(fc.array(row), (all) => {
        const { items, rejected } = readRows(all, { isHomeVideos: () => false });
        expect(items.length + rejected.length).toBe(all.length);
        expect(rejected.every(({ reason }) => reason !== '')).toBe(true);
      }),
    );
  });
});
