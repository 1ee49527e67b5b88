import { expect, test } from 'vitest';
import { headersForUrls, serverEnvironment } from '../../../src/backends/http/server-environment.ts';
import { environment } from '../../../src/models/environment.ts';
import { secret } from '../../../src/models/secret.ts';

const nas = 'http://192.168.1.5:8096/Items';

function setting() {
  const asked: Request[] = [];
  const keep =
    (by: string) =>
    async (input: Request | string | URL, init?: RequestInit): Promise<Response> => {
      asked.push(new Request(input, init));
      return new Response(by);
    };
  return { asked, world: environment({ fetch: keep('the world') }), own: keep('its own') };
}

test('without anything of its own a server is asked like everybody else', async () => {
  const { world } = setting();
  expect(serverEnvironment({ environment: world })).toBe(world);
  expect(headersForUrls({})).toEqual({});
});

test('its own fetch takes the place of the world’s for it, and for nobody else', async () => {
  const { world, own } = setting();
  const { fetch } = serverEnvironment({ environment: world, server: { fetch: own } });
  expect(await (await fetch(nas)).text()).toBe('its own');
  expect(await (await world.fetch('https://plex.tv/')).text()).toBe('the world');
});

test('its headers go with every request, and never in place of what the request says by itself', async () => {
  const { asked, world } = setting();
  const headers = { 'X-Guard': secret('let me in'), Authorization: secret('somebody else') };
  const { fetch } = serverEnvironment({ environment: world, server: { headers } });
  const init = {
    method: 'POST',
    body: '{"a":1}',
    headers: { authorization: 'mine', 'content-type': 'application/json' },
  };
  expect(await (await fetch(new Request(nas, init))).text()).toBe('the world');
  await fetch(nas, init);
  for (const request of asked) {
    expect(Object.fromEntries(request.headers)).toEqual({
      authorization: 'mine',
      'content-type': 'application/json',
      'x-guard': 'let me in',
    });
    expect([request.method, await request.text()]).toEqual(['POST', '{"a":1}']);
  }
  expect(asked).toHaveLength(2);
  expect(headersForUrls({ server: { headers } })).toMatchObject({ 'X-Guard': 'let me in' });
});

test.each([
  ['http://media.example/', undefined, false],
  ['http://media.example/', true, true],
  ['https://media.example/', undefined, true],
  [nas, undefined, true],
])('the headers go to %s (plain http allowed: %s): %s', async (url, allowInsecure, go) => {
  const { asked, world } = setting();
  const server = { headers: { 'X-Guard': secret('let me in') } };
  await serverEnvironment({ environment: world, server, allowInsecure }).fetch(url);
  expect(asked[0]?.headers.has('x-guard')).toBe(go);
});
