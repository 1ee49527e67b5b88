import { expect, onTestFinished, test } from 'vitest';
import type { BackendContext } from '../../src/backends/backend-context.ts';
import { signInWithPassword } from '../../src/backends/jellyfin/jellyfin.ts';
import type { Credential } from '../../src/models/credential.ts';
import { environment } from '../../src/models/environment.ts';
import { serverId, sourceId, userId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import type { SourceType } from '../../src/models/source.ts';
import { createBackendFactory } from '../../src/services/backend-factory.ts';
import type { LoggedRequest } from '../../src/testing/index.ts';
import { jellyfin, movies, plex } from '../services/setting.ts';

/** As with a catalogue that was brought along: the program's own id is not the one that the token was made with. */
const identity = { product: 'Shelf', version: '1', deviceName: 'den', deviceId: 'of-the-installation' };
const deviceId = 'of-the-token';

interface Stage {
  readonly type: SourceType;
  readonly url: string;
  readonly serverId: string;
  readonly userId: string;
  readonly plexTvUrl?: string;
  readonly credentials: readonly Credential[];
  sent(): readonly LoggedRequest[];
}

async function jellyfinStage(): Promise<Stage> {
  const server = await jellyfin(movies(1));
  const { id = '', name: username = '', password: typed = '' } = server.users[0] ?? {};
  const person = { username, password: secret(typed) };
  const context = { environment: environment(), identity: { ...identity, deviceId } };
  const { credential } = await signInWithPassword({ ...context, ...person, url: server.url });
  server.log.clear();
  const credentials: readonly Credential[] = [credential, { type: 'jellyfin-password', ...person }];
  return {
    type: 'jellyfin',
    url: server.url,
    serverId: server.serverId,
    userId: id,
    credentials,
    sent: () => server.log.all(),
  };
}

async function plexStage(): Promise<Stage> {
  const { account, server } = await plex(movies(1), { ownAccessToken: true });
  const [accountToken, token] = [secret(account.account.token), secret(server.accessToken)];
  return {
    type: 'plex',
    url: server.url,
    serverId: server.machineIdentifier,
    userId: 'owner',
    plexTvUrl: account.plexTv.url,
    // One has to ask for the token of the server first.
    credentials: [
      { type: 'plex-token', accountToken },
      { type: 'plex-server-token', token },
    ],
    sent: () => [...server.log.all(), ...account.plexTv.log.all()],
  };
}

const idIn = ({ headers }: LoggedRequest): readonly unknown[] => {
  const inHeader = / DeviceId="([^"]*)"/.exec(String(headers.authorization ?? ''))?.[1];
  return [headers['x-plex-client-identifier'], inHeader].filter((id) => id !== undefined);
};

test.each([
  ['plex', plexStage],
  ['jellyfin', jellyfinStage],
] as const)('%s: every request names the device that the credential was made with', async (_, start) => {
  const { type, url, plexTvUrl, credentials, sent, ...ids } = await start();
  for (const credential of credentials) {
    const source = {
      id: sourceId('s'),
      type,
      name: 'S',
      serverId: serverId(ids.serverId),
      userId: userId(ids.userId),
      deviceId,
    };
    const currentConnection: BackendContext['currentConnection'] = () => backend.connection;
    const context: BackendContext = { environment: environment(), identity, source, currentConnection };
    const backend = createBackendFactory({ plexTvUrl }).create(credential, context);
    onTestFinished(() => backend.close());
    backend.useConnection({ uri: url, kind: 'local', secure: false });
    await backend.libraries();
    expect(
      await backend.probe({ uri: url, kind: 'local', secure: false, origin: 'typed' }, { timeoutMs: 5_000 }),
    ).toMatchObject({
      outcome: 'ok',
    });
    await backend.discovery?.candidates();
    await backend.credentials?.keepAlive?.();
    await backend.credentials?.revoke?.();
  }
  const told = sent().flatMap(idIn);
  expect(told.length).toBeGreaterThan(5);
  expect(new Set(told)).toEqual(new Set([deviceId]));
});
