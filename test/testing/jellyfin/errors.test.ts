import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { call, clientWith, signedIn, startSmall } from './mock-client.ts';
import { stillClock } from './still-clock.ts';

let mock: MockJellyfin;
let token = '';
beforeAll(async () => {
  mock = await startSmall({ clock: stillClock() });
  token = (await signedIn(mock)).token;
});
afterAll(() => mock.close());

const problemJson = 'application/json; charset=utf-8';

describe.each<[string, string, 'user' | 'key' | 'nobody', number, string | null]>([
  ['a protected route without a token', '/UserViews', 'nobody', 401, null],
  ['an unknown path', '/Nope', 'nobody', 404, null],
  ['an administrator route', '/Auth/Keys', 'user', 403, null],
  ['another user id', '/UserViews?userId=0123456789abcdef0123456789abcdef', 'user', 403, 'text/plain'],
  ['an unknown item', '/Items/0123456789abcdef0123456789abcdef', 'user', 404, problemJson],
  ['an unknown series', '/Shows/0123456789abcdef0123456789abcdef/Episodes', 'user', 404, problemJson],
  ['a limit that is no number', '/Items?limit=abc', 'user', 400, problemJson],
  ['a date that is none', '/Items?minDateLastSavedForUser=yesterday', 'user', 400, problemJson],
  ['contradicting filters', '/Items?filters=IsPlayed,IsUnplayed', 'user', 400, 'text/plain'],
  ['who am I, asked by a key', '/Users/Me', 'key', 400, problemJson],
  ['libraries of a key without a user', '/UserViews', 'key', 400, 'text/plain'],
  ['watched items of a key without a user', '/Items?recursive=true&filters=IsPlayed', 'key', 500, 'text/plain'],
  ['a doubled slash', '//System/Info/Public', 'nobody', 404, null],
])('%s', (_, path, as, status, type) => {
  test(`is ${status}, ${type ?? 'without a body'}`, async () => {
    const answer =
      as === 'nobody'
        ? await call(`${mock.url}${path}`)
        : await clientWith(mock, as === 'key' ? mock.apiKey : token).get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type]);
    expect(answer.text === '').toBe(type === null);
    if (type === 'text/plain') expect(answer.text).toBe('Error processing request.');
    expect(answer.headers.get('www-authenticate')).toBeNull();
  });
});

test('older versions let the last of two contradicting filters win', async () => {
  const old = await startSmall({ version: '10.11.11' });
  const user = await signedIn(old);
  const total = async (filters: string): Promise<number> =>
    (await user.page(`/Items?recursive=true&includeItemTypes=Movie&filters=${filters}`)).TotalRecordCount;
  expect([await total('IsPlayed,IsUnplayed'), await total('IsUnplayed,IsPlayed')]).toEqual([60, 0]);
  await old.close();
});

test.each([
  ['10.8.13', 200, 0],
  ['10.10.7', 500, undefined],
  ['10.11.11', 200, 60],
] as const)('minDateLastSaved alone on %s', async (version, status, total) => {
  const old = await startSmall({ version });
  const answer = await (await signedIn(old)).get(
    '/Items?recursive=true&includeItemTypes=Movie&minDateLastSaved=2000-01-01T00:00:00Z',
  );
  await old.close();
  expect(answer.status).toBe(status);
  if (total !== undefined) expect(answer.json()).toMatchObject({ TotalRecordCount: total });
});

test('the Date header is the clock of the server', async () => {
  const { headers } = await call(`${mock.url}/System/Info/Public`);
  expect(headers.get('date')).toBe('Sat, 21 Nov 2026 12:00:00 GMT');
  expect(headers.get('x-response-time-ms')).toBe('0');
});

describe('before the server is ready', () => {
  test('set-up: camelCase, and no word about the wizard to be believed', async () => {
    const other = await startSmall({ startUp: 'setup' });
    const info = await call(`${other.url}/System/Info/Public`);
    expect(info.json()).toMatchObject({ id: other.serverId, startupWizardCompleted: false });
    const ping = await call(`${other.url}/System/Ping`);
    expect([ping.status, ping.headers.get('retry-after')]).toEqual([503, '005']);
    expect((await call(`${other.url}/health`)).text).toBe('Degraded');
    other.setStartUp('ready');
    expect((await call(`${other.url}/System/Info/Public`)).json()).toMatchObject({ StartupWizardCompleted: true });
    await other.close();
  });

  test.each(['10.10.7', '12.0.0'] as const)('%s loading: 503 for a good token, 401 without one', async (version) => {
    const other = await startSmall({ version });
    const user = await signedIn(other);
    other.setStartUp('loading');
    const statuses = [
      (await call(`${other.url}/System/Info/Public`)).status,
      (await call(`${other.url}/System/Ping`)).status,
      (await call(`${other.url}/UserViews`)).status,
      (await user.get('/UserViews')).status,
    ];
    expect(statuses).toEqual([503, 200, 401, 503]);
    const { headers } = await user.get('/UserViews');
    expect([headers.get('content-type'), headers.get('retry-after')]).toEqual(['text/html', null]);
    other.setStartUp('ready');
    expect((await user.get('/UserViews')).status).toBe(200);
    await other.close();
  });
});

test('a base path: inside in any case, everything else redirected, nothing followed', async () => {
  const other = await startSmall({ basePath: '/films' });
  expect(other.url.endsWith('/films')).toBe(true);
  const root = other.url.slice(0, -'/films'.length);
  expect((await call(`${root}/FILMS/System/Info/Public`)).json()).toMatchObject({ LocalAddress: other.url });
  const places = await Promise.all(
    ['/System/Info/Public', '/Users/Me', '/', '/health'].map((path) => call(root + path)),
  );
  expect(places.map(({ status, headers }) => [status, headers.get('location')])).toEqual([
    [302, '../../films/api-docs/swagger'],
    [302, '../films/api-docs/swagger'],
    [302, 'films/api-docs/swagger'],
    [302, '/films/health'],
  ]);
  expect((await call(`${root}/films//System/Info/Public`)).status).toBe(404);
  await other.close();
});

test('old prefixes and old routes, by version', async () => {
  const statuses = async (version: '10.8.13' | '10.11.11' | '12.0.0'): Promise<number[]> => {
    const other = await startSmall({ version });
    const user = await signedIn(other);
    const paths = ['/emby/System/Info/Public', '/UserViews', `/Users/${other.users[0]?.id}/Views`];
    const found = await Promise.all(paths.map(async (path) => (await user.get(path)).status));
    await other.close();
    return found;
  };
  expect(await statuses('10.8.13')).toEqual([200, 404, 200]);
  expect(await statuses('10.11.11')).toEqual([200, 200, 200]);
  expect(await statuses('12.0.0')).toEqual([404, 200, 200]);
});
