import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { until } from '../../until.ts';
import { ask, fetched, houseOfFile, network, place } from './setting.ts';

const house = houseOfFile();

async function identity(uri: string): Promise<unknown> {
  const { MediaContainer } = JSON.parse((await ask(`${uri}/identity`)).body ?? '');
  return MediaContainer.machineIdentifier;
}

describe('an address that is open', () => {
  it('is the server itself, to the byte', async () => {
    const { plex } = house();
    const { uri } = await place({ server: plex });
    const [direct, through] = await Promise.all([ask(`${plex.url}/identity`), ask(`${uri}/identity`)]);
    expect(through).toEqual(direct);
    expect(through.status).toBe(200);
  });

  it('keeps the base path, passes bodies on, and signs in', async () => {
    const { jellyfin } = house();
    const { uri, log } = await place({ server: jellyfin });
    const [user] = jellyfin.users;
    const response = await fetch(`${uri}/Users/AuthenticateByName`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'MediaBrowser Client="A", Device="B", DeviceId="C", Version="1"',
      },
      body: JSON.stringify({ Username: user?.name, Pw: user?.password }),
    });
    expect(await response.json()).toMatchObject({ ServerId: jellyfin.serverId });
    expect(log.to('/Users/AuthenticateByName')).toMatchObject([{ method: 'POST', status: 200 }]);
  });

  it('takes its latency before each request, with jitter', async () => {
    const { plex } = house();
    const clock = new FakeClock();
    const { uri } = await place(
      { server: plex, behaviour: { kind: 'open', delayMs: 100, jitterMs: 40 } },
      { clock, random: () => 0.5 },
    );
    plex.log.clear();
    const asked = fetched(`${uri}/identity`);
    await until(() => clock.sleeping === 1);
    await clock.advance(119);
    expect([clock.sleeping, plex.log.all()]).toEqual([1, []]);
    await clock.advance(1);
    expect(await asked).toBe(200);
  });

  it('lets so many bytes through in a second', async () => {
    const { jellyfin } = house();
    const clock = new FakeClock();
    const server = await place({ server: jellyfin, behaviour: { kind: 'open', bytesPerSecond: 40 } }, { clock });
    const asked = ask(`${server.uri}/System/Info/Public`);
    const began = clock.now();
    const seconds = asked.then(() => (clock.now() - began) / 1000);
    let done = false;
    void asked.then(() => {
      done = true;
    });
    const step = async (): Promise<boolean> => {
      if (!done) await clock.advance(50);
      return done;
    };
    await until(step);
    const bytes = (await asked).body?.length ?? 0;
    expect(bytes).toBeGreaterThan(100);
    expect(await seconds).toBeGreaterThanOrEqual(Math.floor(bytes / 40));
  });

  it('slow: the server has done it long before the answer comes', async () => {
    const { plex } = house();
    const clock = new FakeClock();
    const { uri } = await place({ server: plex, behaviour: { kind: 'slow', ms: 3_000 } }, { clock });
    plex.log.clear();
    const asked = fetched(`${uri}/identity`);
    await until(() => plex.log.to('/identity')[0]?.status === 200);
    await until(() => clock.sleeping === 1);
    await clock.advance(3_000);
    expect(await asked).toBe(200);
  });
});

describe('an address with nobody to answer', () => {
  it('dead: refused', async () => {
    const { uri, connections } = await place({ server: house().plex, behaviour: { kind: 'dead' } });
    expect(await fetched(`${uri}/identity`)).toBe('ECONNREFUSED');
    expect(connections).toBe(0);
  });

  it('silent: connected, and then nothing; what was sent is on record', async () => {
    const { plex } = house();
    const server = await place({ server: plex, behaviour: { kind: 'silent' } });
    plex.log.clear();
    const gaveUp = new AbortController();
    const asked = fetched(`${server.uri}/identity?X-Plex-Token=sent`, { signal: gaveUp.signal });
    await until(() => server.log.all().length === 1);
    gaveUp.abort();
    expect(await asked).toBe('AbortError');
    expect([server.connections, server.tokens, plex.log.all()]).toEqual([1, ['sent'], []]);
    expect(server.log.all()[0]?.status).toBeUndefined();
  });

  it('half-open: so many answers, and no more, on old connections and new ones', async () => {
    const { plex } = house();
    const server = await place({ server: plex, behaviour: { kind: 'half-open', requests: 2 } });
    expect(await fetched(`${server.uri}/identity`)).toBe(200);
    expect(await fetched(`${server.uri}/identity`)).toBe(200);
    const gaveUp = new AbortController();
    const stuck = fetched(`${server.uri}/identity`, { signal: gaveUp.signal });
    const stuckToo = ask(`${server.uri}/identity`);
    await until(() => server.log.all().length === 4);
    expect(server.log.all().map(({ status }) => status)).toEqual([200, 200, undefined, undefined]);
    gaveUp.abort();
    await stuck;
    await server.become({ kind: 'open' });
    expect((await stuckToo).status).toBe(200);
  });

  it('resetting: before the answer, or in the middle of its body', async () => {
    const { jellyfin } = house();
    const server = await place({ server: jellyfin, behaviour: { kind: 'resetting', when: 'request' } });
    const info = `${server.uri}/System/Info/Public`;
    expect(await ask(info)).toEqual({ code: 'ECONNRESET' });
    await server.become({ kind: 'resetting', when: 'body' });
    const response = await fetch(info);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('one whose server is gone resets', async () => {
    const gone = await place({ server: house().plex, behaviour: { kind: 'dead' } });
    const { uri } = await place({ server: { url: gone.uri } });
    expect(await ask(`${uri}/identity`)).toEqual({ code: 'ECONNRESET' });
  });

  it('a name that does not exist is never reached', async () => {
    const { plex } = house();
    const server = await place({ server: plex, name: 'attic.lost.invalid' });
    expect(server.uri).toBe(`http://attic.lost.invalid:${server.port}`);
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(await fetched(`${server.uri}/identity`));
    expect(server.connections).toBe(0);
    expect(await identity(`http://${server.host}:${server.port}`)).toBe(plex.machineIdentifier);
  });
});

describe('an address where somebody else answers', () => {
  it('another server', async () => {
    const { plex, otherPlex } = house();
    const behaviour = { kind: 'another-server', server: otherPlex } as const;
    const { uri } = await place({ server: plex, behaviour });
    expect(await identity(uri)).toBe(otherPlex.machineIdentifier);
  });

  it('a portal, for every path', async () => {
    const { plex, jellyfin } = house();
    const server = await place({ server: plex, behaviour: { kind: 'portal' } });
    for (const path of ['/identity', '/System/Info/Public', '/library/sections']) {
      const response = await fetch(`${server.uri}${path}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
      expect(await response.text()).toContain('Accept the terms');
    }
    await server.become({ kind: 'portal', location: `${jellyfin.url}/System/Info/Public` });
    expect(await fetched(`${server.uri}/identity`)).toBe(302);
    expect(await (await fetch(`${server.uri}/identity`)).json()).toMatchObject({ Id: jellyfin.serverId });
  });
});

describe('a server that is not ready', () => {
  it('answers as Plex does', async () => {
    const { plex } = house();
    const { uri } = await place({ server: plex, behaviour: { kind: 'starting', as: 'plex' } });
    const { status, body } = await ask(`${uri}/identity`);
    expect(status).toBe(503);
    expect(body).toContain('Maintenance');
  });

  it('answers as Jellyfin does, with a time to wait when there is one', async () => {
    const { jellyfin } = house();
    const server = await place({ server: jellyfin, behaviour: { kind: 'starting', as: 'jellyfin' } });
    const path = `${server.uri}/System/Info/Public`;
    const first = await fetch(path);
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, null]);
    await server.become({ kind: 'starting', as: 'jellyfin', retryAfterSeconds: 7 });
    expect((await fetch(path)).headers.get('retry-after')).toBe('007');
  });

  it('answers in camelCase from the set-up server, and 503 to the rest', async () => {
    const { jellyfin } = house();
    const { uri } = await place({ server: jellyfin, behaviour: { kind: 'starting', as: 'jellyfin-setup' } });
    const info = await fetch(`${uri}/System/Info/Public`);
    expect(await info.json()).toMatchObject({ id: jellyfin.serverId, startupWizardCompleted: false });
    const rest = await fetch(`${uri}/System/Info`);
    expect([rest.status, rest.headers.get('retry-after')]).toEqual([503, '005']);
  });
});

describe('an address at which no credential is good', () => {
  it('still says who it is, and refuses a good token in every place where one can be', async () => {
    const { plex, jellyfin } = house();
    const net = network();
    const atPlex = await net.add({ server: plex, behaviour: { kind: 'refuses-token' } });
    const token = plex.accessToken;
    expect(await identity(atPlex.uri)).toBe(plex.machineIdentifier);
    expect(await fetched(`${plex.url}/?X-Plex-Token=${token}`)).toBe(200);
    expect(await fetched(`${atPlex.uri}/?X-Plex-Token=${token}`)).toBe(401);
    expect(await fetched(`${atPlex.uri}/`, { headers: { 'x-plex-token': token } })).toBe(401);
    expect(atPlex.tokens).toEqual([token]);

    const { token: good } = await jellyfinToken();
    const header = { authorization: `MediaBrowser Token="${good}", Client="A"` };
    const atJellyfin = await net.add({ server: jellyfin, behaviour: { kind: 'refuses-token' } });
    expect(await fetched(`${jellyfin.url}/System/Info`, { headers: header })).toBe(200);
    expect(await fetched(`${atJellyfin.uri}/System/Info`, { headers: header })).toBe(401);
    expect(await fetched(`${atJellyfin.uri}/System/Info?ApiKey=${good}`)).toBe(401);
    expect(atJellyfin.tokens).toEqual([good]);
  });
});

async function jellyfinToken(): Promise<{ readonly token: string }> {
  const { jellyfin } = house();
  const [user] = jellyfin.users;
  const response = await fetch(`${jellyfin.url}/Users/AuthenticateByName`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'MediaBrowser Client="A", Device="B", DeviceId="T", Version="1"',
    },
    body: JSON.stringify({ Username: user?.name, Pw: user?.password }),
  });
  const { AccessToken } = (await response.json()) as { readonly AccessToken: string };
  return { token: AccessToken };
}
