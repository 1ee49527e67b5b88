import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import type { JellyfinVersion } from '../../../src/testing/jellyfin/version-traits.ts';
import { call, signedIn, startSmall } from './mock-client.ts';
import { recording, sharedMissing, sharedNote } from './shared-folder.ts';

const carriers: Record<string, (token: string) => { query?: string; headers?: Record<string, string> }> = {
  'Authorization: MediaBrowser': (token) => ({ headers: { authorization: `MediaBrowser Token="${token}"` } }),
  'Authorization: Emby': (token) => ({ headers: { authorization: `Emby Token="${token}"` } }),
  'X-Emby-Authorization': (token) => ({ headers: { 'x-emby-authorization': `MediaBrowser Token="${token}"` } }),
  'X-Emby-Token': (token) => ({ headers: { 'x-emby-token': token } }),
  'X-MediaBrowser-Token': (token) => ({ headers: { 'x-mediabrowser-token': token } }),
  '?ApiKey=': (token) => ({ query: `?ApiKey=${token}` }),
  '?apikey=': (token) => ({ query: `?apikey=${token}` }),
  '?api_key=': (token) => ({ query: `?api_key=${token}` }),
};
const always = ['Authorization: MediaBrowser', '?ApiKey=', '?apikey='];
const every = Object.keys(carriers);

describe.each<[JellyfinVersion, boolean | undefined, readonly string[]]>([
  ['10.8.13', undefined, every],
  ['10.10.7', undefined, every],
  // Before 10.11 there is no such setting.
  ['10.10.7', false, every],
  ['10.11.11', undefined, every],
  ['10.11.11', false, always],
  ['12.0.0', undefined, always],
  ['12.0.0', true, every],
])('%s, legacy authorization %s', (version, enableLegacyAuthorization, accepted) => {
  let mock: MockJellyfin;
  let token: string;
  beforeAll(async () => {
    mock = await startSmall({
      version,
      ...(enableLegacyAuthorization === undefined ? {} : { enableLegacyAuthorization }),
    });
    token = (await signedIn(mock)).token;
  });
  afterAll(() => mock.close());

  test.each(Object.entries(carriers))('%s', async (name, carry) => {
    const { query = '', headers = {} } = carry(token);
    const { status } = await call(`${mock.url}/Users/Me${query}`, { headers });
    expect(status).toBe(accepted.includes(name) ? 200 : 401);
  });
});

describe.skipIf(sharedMissing)(`recorded ways to carry a token${sharedNote}`, () => {
  test.each<[string, JellyfinVersion]>([
    ['10.10', '10.10.7'],
    ['10.11', '10.11.11'],
    ['12', '12.0.0'],
  ])('%s', async (folder, version) => {
    const mock = await startSmall({ version });
    const tokens: Record<string, string> = {
      TOKEN_BOB: (await signedIn(mock, 0)).token,
      TOKEN_ADMIN: (await signedIn(mock, 1)).token,
      API_KEY: mock.apiKey,
    };
    const filled = (text: string): string =>
      text.replace(/TOKEN_BOB|TOKEN_ADMIN|API_KEY(?!=)/g, (name) => tokens[name] ?? name);
    const differing: string[] = [];
    let compared = 0;
    for (const { name, request, response } of recording(folder, 'sp-carriers')) {
      if (!request.path.startsWith('/Users/Me')) continue;
      compared += 1;
      const headers = Object.entries(request.headers).map(([key, value]): [string, string] => [key, filled(value)]);
      const { status, text } = await call(mock.url + filled(request.path), { headers });
      const recorded = response.body as { Name?: string } | null;
      const expected = `${response.status} ${recorded?.Name ?? ''}`;
      const names: Record<string, string> = { marit: 'bob', warden: 'admin' };
      const found = status === 200 ? (JSON.parse(text) as { Name: string }).Name : '';
      const actual = `${status} ${names[found] ?? ''}`;
      if (actual !== expected) differing.push(`${name}: recorded ${expected}, mock ${actual}`);
    }
    await mock.close();
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(30);
  });
});
