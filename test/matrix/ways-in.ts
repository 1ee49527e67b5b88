/** Every way in, as an app would go it. For the processes of the matrix. */

import type { LoginFlow } from '../../src/backends/auth-provider.ts';
import {
  signInWithApiKey,
  signInWithPassword,
  signInWithToken,
  startQuickConnect,
} from '../../src/backends/jellyfin/jellyfin.ts';
import {
  plexServersOf,
  signInWithPlexServerToken,
  startPlexDeviceKeyPin,
  startPlexPin,
} from '../../src/backends/plex/plex.ts';
import { sourceId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import type { SignedInServer } from '../../src/models/source.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import type { Way } from './journey.ts';

export interface Going {
  readonly fold: Mediafold;
  readonly plexTvUrl: string | undefined;
  /** The person types the code where they are signed in. */
  readonly approve: (code: string) => Promise<unknown>;
  /** Signing in again: the source that has lost its credential. */
  readonly again?: string | undefined;
}

const only = (servers: readonly SignedInServer[]): SignedInServer => {
  const [server, ...others] = servers;
  if (server === undefined || others.length > 0) throw new Error(`${servers.length} servers instead of one`);
  return server;
};

async function agreed(flow: LoginFlow, { approve }: Going): Promise<SignedInServer> {
  await approve(flow.prompt.code);
  return only(await flow.wait());
}

async function plexPin(way: Extract<Way, { kind: 'plex-pin' }>, going: Going): Promise<SignedInServer> {
  const { fold, plexTvUrl } = going;
  const context = { ...(await fold.loginContext({ device: 'shared' })), plexTvUrl, strong: way.strong };
  const start = way.deviceKey === true ? startPlexDeviceKeyPin : startPlexPin;
  const own = await agreed(await start(context), going);
  if (way.member === undefined) return own;
  const { source } = await fold.signIn.add(own);
  const { name, pin } = way.member;
  const member = (await fold.signIn.profiles(source.id)).find((profile) => profile.name === name);
  if (member === undefined) throw new Error(`${name} is not at home`);
  const options = pin === undefined ? {} : { pin: secret(pin) };
  return only(await fold.signIn.signInAs(source.id, member.id, options));
}

export async function goIn(way: Way, going: Going): Promise<SignedInServer> {
  const { fold, plexTvUrl, again } = going;
  if (way.kind === 'plex-pin') return plexPin(way, going);
  const context = await fold.loginContext(again === undefined ? {} : { source: sourceId(again) });
  switch (way.kind) {
    case 'plex-account-token':
      return only(await plexServersOf(secret(way.token), { ...context, plexTvUrl }));
    case 'plex-server-token':
      return signInWithPlexServerToken({ ...context, url: way.url, token: secret(way.token) });
    case 'jellyfin-password': {
      const { url, username, keep: keepPassword } = way;
      return signInWithPassword({ ...context, url, username, password: secret(way.password), keepPassword });
    }
    case 'quick-connect':
      return agreed(await startQuickConnect({ ...context, url: way.url }), going);
    case 'jellyfin-api-key':
      return signInWithApiKey({ ...context, url: way.url, key: secret(way.key), userName: way.userName });
    case 'jellyfin-token':
      return signInWithToken({ ...context, url: way.url, token: secret(way.token), deviceId: way.deviceId });
  }
}
