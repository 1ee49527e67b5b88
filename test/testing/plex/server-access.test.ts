import { describe, expect, it } from 'vitest';
import { ask, call, only, plexWith, serverWith, small } from './harness.ts';

describe('a media server', () => {
  it('tells who it is to everybody, and nothing else', async () => {
    const server = await serverWith();
    const identity = await call(`${server.url}/identity`);
    expect(identity.json.at('MediaContainer', 'machineIdentifier').value).toBe(server.machineIdentifier);
    for (const token of [undefined, '', 'nonsense', 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln']) {
      const refused = await call(`${server.url}/library/sections`, token === undefined ? {} : { token });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('content-type')).toBe('text/html');
      expect(refused.text).toContain('<h1>401 Unauthorized</h1>');
    }
  });

  it('takes its token from the header or the query', async () => {
    const server = await serverWith();
    expect((await ask(server, '/')).headers.get('x-plex-protocol')).toBe('1.0');
    expect((await call(`${server.url}/?X-Plex-Token=${server.accessToken}`)).status).toBe(200);
  });

  it('refuses the account’s token when it is shared, and takes the one of the share', async () => {
    const plex = await plexWith({ servers: [{ holdings: small, owned: false }] });
    const server = only(plex.servers);
    expect((await call(`${server.url}/`, { token: plex.account.token })).status).toBe(401);
    expect((await ask(server, '/')).status).toBe(200);
  });

  it('takes only new tokens after a rotation', async () => {
    const plex = await plexWith();
    const server = only(plex.servers);
    const before = server.accessToken;
    server.rotateAccessToken();
    expect((await call(`${server.url}/`, { token: before })).status).toBe(401);
    const { json } = await call(`${plex.plexTv.url}/api/v2/resources`, { token: plex.account.token });
    expect((await call(`${server.url}/`, { token: String(json.at(0, 'accessToken').value) })).status).toBe(200);
  });

  it('answers 503 in XML for every path while it is in maintenance', async () => {
    const server = await serverWith({ servers: [{ holdings: small, startUp: 'maintenance' }] });
    for (const path of ['/identity', '/library/sections']) {
      const answer = await ask(server, path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/xml;charset=utf-8']);
      expect(answer.text).toContain('<Response code="503" title="Maintenance"');
    }
    server.setStartUp('ready');
    expect((await ask(server, '/identity')).status).toBe(200);
  });

  it('logs requests and plays faults', async () => {
    const server = await serverWith();
    server.faults.add({ path: '/', times: 1, action: { kind: 'status', status: 500 } });
    expect([(await ask(server, '/')).status, (await ask(server, '/')).status]).toEqual([500, 200]);
    expect(server.log.to('/').map(({ method, status }) => [method, status])).toEqual([
      ['GET', 500],
      ['GET', 200],
    ]);
  });

  it('answers through a relay on another socket', async () => {
    const server = await serverWith({ servers: [{ holdings: small, relay: true }] });
    server.faults.add({ action: { kind: 'reset' } });
    await expect(call(`${server.url}/identity`)).rejects.toThrow();
    expect((await call(`${server.relay?.url ?? ''}/identity`)).status).toBe(200);
  });

  it('answers unknown paths and bad requests in HTML', async () => {
    const server = await serverWith();
    for (const [path, status] of [
      ['/nowhere', 404],
      ['/library/sections/9/all', 404],
      ['/library/metadata/1', 404],
      ['/library/sections/1/all?type=99', 400],
      ['/library/sections/1/all?addedAt>>=soon', 400],
      ['/hubs/search?query=%20', 400],
      ['/hubs/search?query=a&sectionId=0', 400],
      ['/hubs/search?query=a&limit=0', 500],
    ] as const) {
      const answer = await ask(server, path);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, status, 'text/html']);
    }
  });
});
