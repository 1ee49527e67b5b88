/** Every way in to a Jellyfin server, with what comes of it. Alike on all versions. */
import type { JellyfinVersion } from '../../src/testing/index.ts';
import type { Ending } from './expect-row.ts';
import type { JellyfinWhat } from './happenings.ts';
import type { Way } from './journey.ts';
import { type JellyfinStage, jellyfinStage, jellyfinTokenOfAnotherApp, otherDeviceId, person } from './stage.ts';

export interface JellyfinWay {
  readonly start: (version: JellyfinVersion) => Promise<JellyfinStage>;
  /** JellyfinWhat is stored of it. */
  readonly credential: string;
  readonly endings: Partial<Readonly<Record<JellyfinWhat, Ending>>>;
}

/** The newest one meets everything that can happen, the others what their versions could do differently. */
export const versions: Readonly<Record<JellyfinVersion, readonly JellyfinWhat[] | 'all'>> = {
  '10.8.13': ['the token is revoked', 'the key is deleted', 'the server is starting'],
  '10.10.7': ['the token is revoked', 'the key is deleted', 'the password is changed', 'the server is starting'],
  '10.11.11': ['the token is revoked', 'the key is deleted', 'the server is starting'],
  '12.0.0': 'all',
};

const withPassword =
  (keep: boolean) =>
  ({ server }: Omit<JellyfinStage, 'way'>): Way => {
    const { name: username, password } = person(server);
    return { kind: 'jellyfin-password', url: server.url, username, password, keep };
  };

const token: JellyfinWay['endings'] = {
  // Jellyfin's tokens do not run out.
  'ten days pass': 'goes on',
  'the token is revoked': 'needs-sign-in',
  'the password is changed': 'needs-sign-in',
  'the user is disabled': 'needs-sign-in',
  'the server is away': 'offline',
  'the server is starting': 'offline',
  'the key file is lost': 'needs-sign-in',
};

export const jellyfinWays: Readonly<Record<string, JellyfinWay>> = {
  password: {
    start: (version) => jellyfinStage(withPassword(false), version),
    credential: 'jellyfin-token',
    endings: token,
  },
  'password that is kept': {
    start: (version) => jellyfinStage(withPassword(true), version),
    credential: 'jellyfin-password',
    endings: { ...token, 'the token is revoked': 'renewed' },
  },
  'Quick Connect': {
    start: (version) => jellyfinStage(({ server }) => ({ kind: 'quick-connect', url: server.url }), version),
    credential: 'jellyfin-token',
    endings: token,
  },
  'token of another app': {
    start: (version) =>
      jellyfinStage(async (stage) => {
        const { url } = stage.server;
        const given = await jellyfinTokenOfAnotherApp(stage);
        return { kind: 'jellyfin-token', url, token: given, deviceId: otherDeviceId };
      }, version),
    credential: 'jellyfin-token',
    endings: {
      'ten days pass': 'goes on',
      'the token is revoked': 'needs-sign-in',
      'the key file is lost': 'needs-sign-in',
    },
  },
  'API key': {
    start: (version) =>
      jellyfinStage(({ server }) => {
        const { url, apiKey: key } = server;
        return { kind: 'jellyfin-api-key', url, key, userName: person(server).name };
      }, version),
    credential: 'jellyfin-api-key',
    endings: {
      'ten days pass': 'goes on',
      // Keys are the administrator's: what ends users' tokens leaves them alone.
      'the token is revoked': 'goes on',
      'the password is changed': 'goes on',
      'the key is deleted': 'needs-sign-in',
      'the server is away': 'offline',
      'the server is starting': 'offline',
      'the key file is lost': 'needs-sign-in',
    },
  },
};
