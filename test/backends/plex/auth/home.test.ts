import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileFacet } from '../../../../src/backends/media-backend.ts';
import { createPlexBackend, plexTokenAuth } from '../../../../src/backends/plex/plex.ts';
import type { PlexContext } from '../../../../src/backends/plex/plex-context.ts';
import { userId } from '../../../../src/models/ids.ts';
import { secret } from '../../../../src/models/secret.ts';
import type { SignedInServer } from '../../../../src/models/source.ts';
import type { FaultAction } from '../../../../src/testing/http/faults.ts';
import type { MockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import { answer, startHome } from './home-setting.ts';
import type { KeptLog } from './kept-log.ts';

const switching = /\/switch$/;
let mock: MockPlex;
let log: KeptLog;
let context: PlexContext;
let profiles: ProfileFacet;

beforeEach(async () => {
  ({ mock, log, context, profiles } = await startHome());
});

afterEach(() => mock.close());

const member = (title: string): string => {
  const found = mock.users.find((user) => user.title === title);
  if (found === undefined) throw new Error('no such member');
  return found.uuid;
};

function tokensOf(server: SignedInServer | undefined): { readonly account: string; readonly server: string } {
  if (server?.credential.type !== 'plex-token') throw new Error('a plex token was expected');
  const { accountToken, serverToken } = server.credential;
  return { account: accountToken.reveal(), server: serverToken?.reveal() ?? '' };
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('it went through');
    },
    (error: unknown) => error,
  );
}

describe('signing in as a member', () => {
  it('gives every server with the tokens of this user, and none of the account', async () => {
    const servers = await profiles.signIn(userId(member('Junior')));
    expect(servers.map(({ name }) => name)).toEqual(['Mine', 'Theirs']);
    const theirs = servers.map(tokensOf);
    const admins = [mock.account.token, ...mock.servers.map(({ accessToken }) => accessToken)];
    for (const [index, server] of servers.entries()) {
      expect(server).toMatchObject({ userId: member('Junior'), userName: 'Junior', deviceId: context.source.deviceId });
      expect(theirs[index]?.server).toBe(mock.servers[index]?.tokenOf(member('Junior')));
      expect(admins).not.toContain(theirs[index]?.server);
      expect(admins).not.toContain(theirs[index]?.account);
      expect(theirs[index]?.account).not.toBe(theirs[index]?.server);
    }
  });

  it('gives two members two states of one server', async () => {
    const [server] = mock.servers;
    if (server === undefined) throw new Error('no server');
    const open = async (servers: readonly SignedInServer[]) => {
      const [mine] = servers;
      if (mine?.credential.type !== 'plex-token') throw new Error('a plex token was expected');
      const own: PlexContext = { ...context, source: { ...context.source, userId: mine.userId } };
      const backend = createPlexBackend(plexTokenAuth(mine.credential, own), own);
      backend.useConnection({ uri: server.url, kind: 'local', secure: false });
      const [library] = (await backend.libraries()).filter(({ itemKinds }) => itemKinds.includes('movie'));
      if (library === undefined) throw new Error('no library');
      return { backend, items: async () => (await backend.listItems(library.id, { kind: 'movie' })).items };
    };
    const junior = await open(await profiles.signIn(userId(member('Junior'))));
    const careful = await open(await profiles.signIn(userId(member('Careful')), { pin: secret('2580') }));
    const [first] = await junior.items();
    if (first === undefined) throw new Error('no movie');
    await junior.backend.watchState?.setPlayed(first.id, true);
    expect((await junior.items())[0]?.watch?.played).toBe(true);
    expect((await careful.items())[0]?.watch?.played).not.toBe(true);
    expect(server.watchState(first.id).viewCount ?? 0).toBe(0);
  });

  it('takes the PIN of one who is protected, and shows it nowhere', async () => {
    const careful = userId(member('Careful'));
    const servers = await profiles.signIn(careful, { pin: secret('2580') });
    expect(servers).toHaveLength(2);
    const wrong = await failureOf(profiles.signIn(careful, { pin: secret('9753') }));
    const missing = await failureOf(profiles.signIn(careful));
    for (const failure of [wrong, missing]) {
      expect(failure).toMatchObject({
        code: 'forbidden',
        remedy: 'never',
        message: expect.stringMatching(/the PIN is wrong or missing/),
      });
    }
    const sent = mock.plexTv.log.to(switching);
    expect(sent.map(({ query }) => query.get('pin'))).toEqual(['2580', '9753', null]);
    const shown = [inspect([wrong, missing, servers], { depth: 9, showHidden: true }), log.text()].join('\n');
    expect(log.text()).toContain('/switch');
    for (const pin of ['2580', '9753']) expect(shown).not.toContain(pin);
    for (const { account, server } of servers.map(tokensOf)) {
      expect(shown).not.toContain(account);
      expect(shown).not.toContain(server);
    }
    expect(shown).not.toContain(mock.account.token);
  });

  it('does not find a member who left, and takes no number for a uuid', async () => {
    const [, junior] = mock.users;
    for (const id of ['0123456789abcdef', String(junior?.id), '../users']) {
      await expect(profiles.signIn(userId(id))).rejects.toMatchObject({
        code: 'not-found',
        message: expect.stringMatching(/no such user/),
      });
    }
    expect(mock.plexTv.log.all().at(-1)?.path).toBe('/api/v2/home/users/..%2Fusers/switch');
  });

  it('is told to wait, and does not ask again by itself', async () => {
    mock.limitUserSwitches(true);
    const failure = await failureOf(profiles.signIn(userId(member('Junior'))));
    expect(failure).toMatchObject({
      code: 'rate-limited',
      remedy: 'try-later',
      message: expect.stringMatching(/some minutes/),
    });
    expect(mock.plexTv.log.to(switching)).toHaveLength(1);
    mock.limitUserSwitches(false);
    expect(await profiles.signIn(userId(member('Junior')))).toHaveLength(2);
  });

  it.each<[string, FaultAction, string]>([
    ['a page', { kind: 'body', body: '<html>', contentType: 'text/html' }, 'protocol'],
    ['a user without a token', answer({ uuid: 'x', authToken: null }), 'protocol'],
    ['an empty token', answer({ uuid: 'x', authToken: '' }), 'protocol'],
    ['a failure', { kind: 'status', status: 502 }, 'unavailable'],
    ['a reset', { kind: 'reset' }, 'unavailable'],
  ])('says so when the answer is %s', async (_, action, code) => {
    mock.plexTv.faults.add({ path: switching, action });
    await expect(profiles.signIn(userId(member('Junior')))).rejects.toMatchObject({ code });
    expect(mock.plexTv.log.to(switching)).toHaveLength(1);
  });

  it('reads nothing but the token of the answer', async () => {
    const changes = [
      { path: 'uuid', change: 'drop' },
      { path: 'id', change: 'retype', type: 'list' },
      { path: 'title', change: 'set', value: null },
      { path: 'profile', change: 'set', value: 'en,no' },
      { path: 'restricted', change: 'retype', type: 'object' },
    ] as const;
    mock.plexTv.faults.add({ path: switching, action: { kind: 'mutate', changes } });
    expect(await profiles.signIn(userId(member('Junior')))).toHaveLength(2);
  });

  it('asks who is dead when Plex says 401: the token, or only the PIN', async () => {
    const refusal: FaultAction = { kind: 'status', status: 401, body: '{"errors":[{"code":1001}]}' };
    mock.plexTv.faults.add({ path: switching, action: refusal });
    await expect(profiles.signIn(userId(member('Junior')))).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/the PIN is wrong or missing/),
    });
    mock.revokeAccountToken();
    await expect(profiles.signIn(userId(member('Junior')))).rejects.toMatchObject({
      code: 'unauthorized',
      remedy: 'sign-in-again',
    });
  });

  it('never takes somebody else, and never lends the account’s token', async () => {
    mock.plexTv.faults.add({ path: '/api/v2/user', times: 1, action: answer({ uuid: 'somebody-else' }) });
    await expect(profiles.signIn(userId(member('Junior')))).rejects.toMatchObject({
      code: 'protocol',
      message: expect.stringMatching(/somebody else/),
    });
    const without = mock.servers.map(({ machineIdentifier }) => ({
      clientIdentifier: machineIdentifier,
      provides: 'server',
      accessToken: null,
    }));
    mock.plexTv.faults.add({ path: '/api/v2/resources', action: answer(without) });
    const failure = await failureOf(profiles.signIn(userId(member('Junior'))));
    expect(failure).toMatchObject({ code: 'not-found', message: expect.stringMatching(/no access to the servers/) });
  });

  it('believes the id that was asked for where Plex does not say', async () => {
    mock.plexTv.faults.add({ path: '/api/v2/user', action: answer({ uuid: null, id: 5, title: 'Junior' }) });
    const [server] = await profiles.signIn(userId(member('Junior')));
    expect(server).toMatchObject({ userId: member('Junior'), userName: 'Junior' });
  });

  it('can be given up', async () => {
    const stop = new AbortController();
    mock.plexTv.faults.add({ path: switching, action: { kind: 'black-hole' } });
    const going = profiles.signIn(userId(member('Junior')), { signal: stop.signal });
    const outcome = failureOf(going);
    while (mock.plexTv.log.to(switching).length === 0) await new Promise(setImmediate);
    stop.abort();
    expect(await outcome).toMatchObject({ code: 'cancelled' });
  });
});

describe('a member’s credential that dies', () => {
  it('waits for a sign-in: nobody else is asked in their place', async () => {
    const [mine] = await profiles.signIn(userId(member('Junior')));
    if (mine?.credential.type !== 'plex-token') throw new Error('a plex token was expected');
    const own: PlexContext = { ...context, source: { ...context.source, userId: mine.userId } };
    const auth = plexTokenAuth(mine.credential, own);
    const refused = await auth.headers();
    await auth.revoke?.();
    mock.plexTv.log.clear();
    expect(await auth.renew(refused)).toBe(false);
    expect(mock.plexTv.log.to(switching)).toHaveLength(0);
    const sent = mock.plexTv.log.all().map(({ headers }) => headers['x-plex-token']);
    expect(sent).toEqual([tokensOf(mine).account]);
    const [again] = await profiles.signIn(userId(member('Junior')));
    expect(again).toMatchObject({ serverId: mine.serverId, userId: mine.userId });
    expect(tokensOf(again).account).not.toBe(tokensOf(mine).account);
  });
});
