import { describe, expect, it } from 'vitest';
import { call, only, plexWith, small } from './harness.ts';

const everything = 'includeHttps=1&includeRelay=1&includeIPv6=1';

describe('the account', () => {
  it('is told for its token only, in JSON with nulls or in XML', async () => {
    const plex = await plexWith();
    const url = `${plex.plexTv.url}/api/v2/user`;
    const json = await call(url, { token: plex.account.token });
    expect(json.json.at('username').value).toBe(plex.account.username);
    expect(json.json.at('locale').value).toBeNull();
    const xml = await call(url, { token: plex.account.token, accept: '*/*' });
    expect(xml.text).toContain(`<user id="${plex.account.id}"`);
    const refused = await call(url, { token: 'nonsense' });
    expect([refused.status, refused.json.at('errors', 0, 'code').value]).toEqual([401, 1001]);
    expect((await call(url)).status).toBe(401);
  });

  it('ends one token with a sign-out, and all with a revocation', async () => {
    const plex = await plexWith();
    const { url } = plex.plexTv;
    const tokenOf = async (clientId: string): Promise<string> => {
      const made = await call(`${url}/api/v2/pins`, { method: 'POST', clientId });
      plex.approvePin(String(made.json.at('code').value));
      const claimed = await call(`${url}/api/v2/pins/${String(made.json.at('id').value)}`, { clientId });
      return String(claimed.json.at('authToken').value);
    };
    const [one, two] = [await tokenOf('one'), await tokenOf('two')];
    expect(one).not.toBe(two);
    expect((await call(`${url}/api/v2/users/signout`, { method: 'DELETE', token: one })).status).toBe(204);
    expect((await call(`${url}/api/v2/ping`, { token: one })).status).toBe(401);
    expect((await call(`${url}/api/v2/ping`, { token: two })).json.value).toEqual({ pong: true });
    plex.revokeAccountToken();
    expect((await call(`${url}/api/v2/ping`, { token: two })).status).toBe(401);
    expect((await call(`${only(plex.servers).url}/`, { token: two })).status).toBe(401);
  });
});

describe('resources', () => {
  it('lists servers with a token for each, and echoes the caller’s token for those it owns', async () => {
    const shared = { name: 'Cellar', owned: false, holdings: small };
    const plex = await plexWith({ servers: [{ holdings: small }, shared] });
    const { token } = plex.account;
    const { json } = await call(`${plex.plexTv.url}/api/v2/resources?${everything}`, { token });
    const [own, foreign] = json.list();
    expect(own?.at('accessToken').value).toBe(token);
    expect([own?.at('owned').value, own?.at('ownerId').value, own?.at('sourceTitle').value]).toEqual([
      true,
      null,
      null,
    ]);
    expect(foreign?.at('name').value).toBe('Cellar');
    expect(foreign?.at('owned').value).toBe(false);
    expect(foreign?.at('accessToken').value).toBe(plex.servers[1]?.accessToken);
    expect(foreign?.at('accessToken').value).not.toBe(token);
    expect(own?.at('clientIdentifier').value).toBe(plex.servers[0]?.machineIdentifier);
    expect(own?.at('connections', 0, 'uri').value).toBe(plex.servers[0]?.url);
  });

  it('lists relays, IPv6 and https names only when they are asked for', async () => {
    const extra = [
      { uri: 'https://10-0-0-9.mock.invalid:32400', local: true, relay: false, address: '10.0.0.9', port: 32400 },
      { uri: 'https://v6.mock.invalid:32400', local: true, relay: false, address: '2001:db8::9', port: 32400 },
    ].map((connection) => ({ ...connection, protocol: 'https' as const }));
    const plex = await plexWith({ servers: [{ holdings: small, relay: true, extraConnections: extra }] });
    const server = only(plex.servers);
    const urisFor = async (query: string): Promise<readonly unknown[]> => {
      const { json } = await call(`${plex.plexTv.url}/api/v2/resources?${query}`, { token: plex.account.token });
      return json
        .at(0, 'connections')
        .list()
        .map((connection) => connection.at('uri').value);
    };
    const [plain, v6] = extra.map(({ uri }) => uri);
    expect(await urisFor('')).toEqual(['http://10.0.0.9:32400', server.url]);
    expect(await urisFor('includeHttps=1')).toEqual([plain, server.url]);
    expect(await urisFor('includeHttps=1&includeIPv6=1')).toEqual([plain, v6, server.url]);
    expect(await urisFor('includeHttps=1&includeRelay=1')).toEqual([plain, server.url, server.relay?.url]);
  });

  it('does not list a server that nobody claimed; that one is open to everybody', async () => {
    const plex = await plexWith({ servers: [{ holdings: small, claimed: false }] });
    const { json } = await call(`${plex.plexTv.url}/api/v2/resources`, { token: plex.account.token });
    expect(json.value).toEqual([]);
    const open = await call(`${only(plex.servers).url}/`);
    expect([open.status, open.json.at('MediaContainer', 'updatedAt').value]).toEqual([200, -1]);
  });
});

describe('Plex Home', () => {
  it('switches to a user by uuid, with the PIN if there is one', async () => {
    const plex = await plexWith();
    const { url } = plex.plexTv;
    const { token } = plex.account;
    const home = await call(`${url}/api/v2/home/users`, { token });
    expect(home.json.at('users').list().length).toBe(3);
    const careful = home.json.at('users', 2);
    expect([careful.at('protected').value, careful.at('username').value]).toEqual([true, null]);
    const to = (uuid: unknown, query = ''): string => `${url}/api/v2/home/users/${String(uuid)}/switch${query}`;
    const post = { method: 'POST', token };

    const byNumber = await call(to(careful.at('id').value), post);
    expect([byNumber.status, byNumber.json.at('errors', 0, 'code').value]).toEqual([404, 1002]);
    for (const query of ['', '?pin=0000']) {
      const refused = await call(to(careful.at('uuid').value, query), post);
      expect([refused.status, refused.json.at('errors', 0, 'code').value]).toEqual([403, 1041]);
    }
    const switched = await call(to(careful.at('uuid').value, '?pin=2580'), post);
    expect([switched.status, switched.json.at('uuid').value]).toEqual([201, careful.at('uuid').value]);

    const theirs = String(switched.json.at('authToken').value);
    const resources = await call(`${url}/api/v2/resources?includeHttps=1`, { token: theirs });
    const grant = String(resources.json.at(0, 'accessToken').value);
    expect([resources.json.at(0, 'owned').value, resources.json.at(0, 'home').value]).toEqual([false, true]);
    expect(grant).not.toBe(theirs);
    expect((await call(`${only(plex.servers).url}/`, { token: grant })).status).toBe(200);
    expect((await call(`${only(plex.servers).url}/`, { token: theirs })).status).toBe(401);
  });

  it('asks for the PIN of the account’s own user, and limits switches when it is told to', async () => {
    const plex = await plexWith({ accountPin: '7412' });
    const own = `${plex.plexTv.url}/api/v2/home/users/${plex.account.uuid}/switch`;
    const post = { method: 'POST', token: plex.account.token };
    const refused = await call(own, post);
    expect([refused.status, refused.json.at('errors', 0, 'code').value]).toEqual([403, 1041]);
    expect((await call(`${own}?pin=7412`, post)).status).toBe(201);
    plex.limitUserSwitches(true);
    const limited = await call(`${own}?pin=7412`, post);
    expect([limited.status, limited.json.at('errors', 0, 'code').value]).toEqual([429, 1003]);
    expect(limited.headers.get('retry-after')).toBeNull();
    plex.limitUserSwitches(false);
    expect((await call(`${own}?pin=7412`, post)).status).toBe(201);
  });
});
