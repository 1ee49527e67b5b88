import { openMediafold, secret } from 'mediafold';
import { signInWithPassword } from 'mediafold/jellyfin';
import { startPlexPin } from 'mediafold/plex';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

describe('a login gets what the catalogue was opened with', () => {
  let mock: MockServers;
  beforeAll(async () => {
    mock = await startMockServers({ movies: 1, shows: 0 });
  });
  afterAll(() => mock.close());

  const opened = async (options: { plexTvUrl?: string; allowInsecure?: boolean } = {}) => {
    const fold = await openMediafold({ path: ':memory:', product: 'Player', version: '1', lan: false, ...options });
    onTestFinished(() => fold.close());
    return fold;
  };

  test('where plex.tv is', async () => {
    const fold = await opened({ plexTvUrl: mock.plexTv.plexTv.url });
    const login = await startPlexPin(await fold.loginContext({ device: 'shared' }));
    mock.plexTv.approvePin(login.prompt.code);
    const [server] = await login.wait();
    expect(server?.name).toBe(mock.plex.name);
  });

  // Nobody looks the name up: it leads to this machine, but what counts is that it is no private address.
  const hosts = { 'media.example': '127.0.0.1' };
  const [always, never] = [{ allowInsecure: true }, { allowInsecure: false }];

  test.each([
    ['refused where nothing is said', {}, { hosts }, 'invalid-argument'],
    ['allowed for the catalogue', always, { hosts }, undefined],
    ['allowed for the server', {}, { hosts, ...always }, undefined],
    ['refused for the server, whatever holds for the others', always, { hosts, ...never }, 'invalid-argument'],
  ])('plain http to a public address is %s', async (_name, options, access, code) => {
    const fold = await opened(options);
    const url = mock.jellyfin.url.replace('127.0.0.1', 'media.example');
    const [user] = mock.jellyfin.users;
    const context = await fold.loginContext({ access });
    const login = { ...context, url, username: user?.name ?? '', password: secret(user?.password ?? '') };
    const ended = signInWithPassword(login).then(
      () => undefined,
      (error: { code: string }) => error.code,
    );
    expect(await ended).toBe(code);
  });
});
