import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signInWithPassword } from '../../../src/backends/jellyfin/jellyfin.ts';
import { plexServersOf } from '../../../src/backends/plex/plex.ts';
import { environment } from '../../../src/models/environment.ts';
import { secret } from '../../../src/models/secret.ts';
import {
  candidateAt,
  identities,
  jellyfinKinds,
  type Opened,
  openStreet,
  operation,
  operations,
  plexKinds,
  quietly,
  type Street,
} from './headers-setting.ts';
import type { Received } from './recording-proxy.ts';

let street: Street;
beforeAll(async () => {
  street = await openStreet();
});
afterAll(() => street.close());
beforeEach(() => street.clear());

/** Does it, probe first, whatever comes of it. */
async function carryOut({ backend, movie, at }: Opened, name: string): Promise<void> {
  street.clear();
  await backend.probe(candidateAt(at.url), { timeoutMs: 20_000 });
  backend.useConnection(candidateAt(at.url));
  await quietly(operations[name]?.(backend, movie));
  await backend.close();
}

const valuesOf = ({ headers }: Received, name: string): readonly string[] =>
  headers.filter(([each]) => each === name).map(([, value]) => value);

function checkPlex(request: Received, deviceId: string): void {
  for (const name of ['x-plex-client-identifier', 'x-plex-product', 'x-plex-version', 'x-plex-platform', 'accept']) {
    const values = valuesOf(request, name);
    expect(values, `${name} of ${request.path}`).toHaveLength(1);
    expect(values[0], name).toMatch(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/);
  }
  expect(valuesOf(request, 'accept')).toEqual(['application/json']);
  const [client = ''] = valuesOf(request, 'x-plex-client-identifier');
  expect([client, decodeURIComponent(client.replace(/%(?![0-9A-F]{2})/g, '%25'))]).toContain(deviceId);
  expect(valuesOf(request, 'x-plex-provides')).toEqual([]);
}

describe('Plex', () => {
  const anonymous: ReadonlySet<string> = new Set(['/identity']);

  test('every request says who it is, once, and carries the token of whom it goes to, and no other', async () => {
    let seen = 0;
    let seenByAccount = 0;
    await fc.assert(
      fc.asyncProperty(operation, fc.constantFrom(...plexKinds), identities, async (name, kind, identity) => {
        await carryOut(street.open(kind, identity), name);
        seen += street.plexServer.received.length;
        seenByAccount += street.plexTv.received.length;
        for (const request of [...street.plexServer.received, ...street.plexTv.received])
          checkPlex(request, identity.deviceId);
        for (const request of street.plexServer.received) {
          const expected = anonymous.has(request.path) || kind === 'no token' ? [] : [street.serverToken];
          expect(valuesOf(request, 'x-plex-token'), request.path).toEqual(expected);
          expect(request.text).not.toContain(street.plex.account.token);
          expect(request.path + request.text.split('\n')[0]).not.toContain(street.serverToken);
        }
        for (const request of street.plexTv.received) {
          expect(valuesOf(request, 'x-plex-token')).toEqual([street.plex.account.token]);
          expect(request.text).not.toContain(street.serverToken);
          expect(request.text.split('\n')[0]).not.toContain(street.plex.account.token);
        }
      }),
      { numRuns: 60 },
    );
    expect(seen).toBeGreaterThan(60);
    expect(seenByAccount).toBeGreaterThan(0);
  });
});

describe('Jellyfin', () => {
  test('every request carries one Authorization, which says everything once and well', async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(operation, fc.constantFrom(...jellyfinKinds), identities, async (name, kind, identity) => {
        await carryOut(street.open(kind, identity), name);
        for (const request of street.jellyfinServer.received) {
          const values = valuesOf(request, 'authorization');
          expect(valuesOf(request, 'accept')).toEqual(['application/json']);
          for (const other of ['x-emby-authorization', 'x-emby-token', 'x-mediabrowser-token']) {
            expect(valuesOf(request, other)).toEqual([]);
          }
          expect(request.text.split('\n')[0]).not.toMatch(/api_?key|token/i);
          if (request.path === '/System/Info/Public') {
            expect(values).toEqual([]);
            continue;
          }
          seen += 1;
          expect(values).toHaveLength(1);
          const part = /^([A-Za-z]+)="([^"\s,]*)"$/;
          const pairs = (values[0] ?? '')
            .replace(/^MediaBrowser /, '')
            .split(', ')
            .map((each) => part.exec(each));
          const parts = new Map(pairs.map((each) => [each?.[1], decodeURIComponent(each?.[2] ?? '')]));
          const isLogin = request.path === '/Users/AuthenticateByName';
          // A probe before the first login has no token to show yet.
          const mayLack = isLogin || kind === 'jellyfin-password';
          expect([...parts.keys()]).toEqual(
            expect.arrayContaining(['Client', 'Device', 'DeviceId', 'Version', ...(mayLack ? [] : ['Token'])]),
          );
          expect(parts.size).toBe(pairs.length);
          expect(isLogin && parts.has('Token')).toBe(false);
          expect(parts.get('DeviceId')).toBe(identity.deviceId);
          expect(parts.get('Client')).toBe(identity.product.toWellFormed());
          if (kind === 'jellyfin-api-key') expect(parts.get('Token')).toBe(street.jellyfin.apiKey);
        }
      }),
      { numRuns: 60 },
    );
    expect(seen).toBeGreaterThan(60);
  });
});

describe('a redirect', () => {
  const statuses = fc.constantFrom(301, 302, 303, 307, 308);
  const targets = fc.constantFrom<(own: string) => string>(
    () => `${street.elsewhere.url}/there`,
    () => `${street.elsewhere.url.replace('127.0.0.1', 'localhost')}/there`,
    () => `//${new URL(street.elsewhere.url).host}/there`,
    (own) => `${own}/there`,
    () => '/there',
    () => 'there',
  );
  const identity = { product: 'p', version: '1', deviceName: 'd', deviceId: 'd' };

  test('takes no request anywhere, be it to another origin, another port or the same server', async () => {
    await fc.assert(
      fc.asyncProperty(
        operation,
        fc.constantFrom(...plexKinds, ...jellyfinKinds),
        statuses,
        targets,
        async (name, kind, status, target) => {
          const { backend, movie, at } = street.open(kind, identity);
          street.clear();
          for (const proxy of [at, street.plexTv]) proxy.redirect({ status, location: target(proxy.url) });
          try {
            await backend.probe(candidateAt(at.url), { timeoutMs: 20_000 });
            backend.useConnection(candidateAt(at.url));
            await quietly(operations[name]?.(backend, movie));
          } finally {
            for (const proxy of [at, street.plexTv]) proxy.redirect();
            await backend.close();
          }
          expect(at.received.length).toBeGreaterThan(0);
          expect(street.elsewhere.received).toEqual([]);
          expect([...at.received, ...street.plexTv.received].filter(({ path }) => path.endsWith('/there'))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('takes no password and no account token along either', async () => {
    const { name: username = '', password = '' } = street.jellyfin.users[0] ?? {};
    await fc.assert(
      fc.asyncProperty(statuses, targets, async (status, target) => {
        street.clear();
        const path = /AuthenticateByName|resources|user/;
        for (const proxy of [street.jellyfinServer, street.plexTv])
          proxy.redirect({ status, location: target(proxy.url), path });
        const around = { environment: environment(), identity };
        const login = { ...around, url: street.jellyfinServer.url, username, password: secret(password) };
        await expect(signInWithPassword(login)).rejects.toMatchObject({ code: 'protocol' });
        const account = plexServersOf(secret(street.plex.account.token), { ...around, plexTvUrl: street.plexTv.url });
        await expect(account).rejects.toMatchObject({ code: 'protocol' });
        expect(street.jellyfinServer.received.filter(({ text }) => text.includes(password))).toHaveLength(1);
        expect(street.plexTv.received.filter(({ text }) => text.includes(street.plex.account.token))).toHaveLength(1);
        expect(street.elsewhere.received).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('plain http to a public address', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const address = fc.tuple(
    fc.constantFrom(1, 8, 11, 45, 93, 172, 198, 203),
    fc.integer({ min: 32, max: 167 }),
    octet,
    octet,
  );
  const hosts = fc.oneof(
    address.map((parts) => parts.join('.')),
    address.map((parts) => `[::ffff:${parts.join('.')}]`),
    fc.constantFrom(
      'media.example.com',
      '[2001:db8::1]',
      'LOCALHOST.example.com',
      '10.0.0.1.example.com',
      '172.32.0.1',
      '100.128.0.1',
    ),
  );

  test('gets no credential, not even to ask whether it is good', async () => {
    const identity = { product: 'p', version: '1', deviceName: 'd', deviceId: 'd' };
    await fc.assert(
      fc.asyncProperty(operation, fc.constantFrom(...plexKinds, ...jellyfinKinds), hosts, async (name, kind, host) => {
        const asked: Request[] = [];
        const body = {
          MediaContainer: { machineIdentifier: street.plex.servers[0]?.machineIdentifier, version: '1.43' },
          ...{ Id: street.jellyfin.serverId, Version: '10.11.0', ProductName: 'Jellyfin Server', ServerName: 'x' },
        };
        const record: typeof fetch = async (input, init) => {
          const request = new Request(input, init);
          const isThere = new URL(request.url).host === new URL(`http://${host}`).host;
          if (!isThere) return fetch(request);
          asked.push(request);
          return Response.json(body);
        };
        const { backend, movie } = street.open(kind, identity, record);
        const uri = `http://${host}`;
        expect((await backend.probe(candidateAt(uri), { timeoutMs: 20_000 })).outcome).toBe('insecure');
        backend.useConnection(candidateAt(uri));
        await quietly(operations[name]?.(backend, movie));
        await backend.close();
        expect(asked.length).toBeGreaterThan(0);
        for (const { headers, url } of asked) {
          expect(headers.get('x-plex-token')).toBeNull();
          expect(headers.get('authorization') ?? '').not.toContain('Token');
          expect(new URL(url).pathname).toMatch(/^\/(identity|System\/Info\/Public)$/);
        }
      }),
      { numRuns: 60 },
    );
  });
});
