/** Every way in to a Plex server, with what comes of it. */
import type { Ending } from './expect-row.ts';
import type { PlexWhat } from './happenings.ts';
import { type PlexStage, plexStage, tokenOfAnotherApp } from './stage.ts';

export interface PlexWay {
  readonly start: () => Promise<PlexStage>;
  /** PlexWhat is stored of it. */
  readonly credential: string;
  readonly endings: Partial<Readonly<Record<PlexWhat, Ending>>>;
}

const account: PlexWay['endings'] = {
  'ten days pass': 'goes on',
  'the server forgets its tokens': 'renewed',
  'the account token alone is ended': 'goes on',
  'the account is signed out everywhere': 'needs-sign-in',
  'the device is removed from the account': 'needs-sign-in',
  'plex.tv is away': 'goes on',
  'plex.tv is away and the server forgets its tokens': 'offline',
  'plex.tv lists the server without a token': 'offline',
  'the server is away': 'offline',
  'the server is starting': 'offline',
  'the key file is lost': 'needs-sign-in',
};

const deviceKey: PlexWay['endings'] = {
  'ten days pass': 'goes on',
  'the server forgets its tokens': 'renewed',
  'ten days pass and the server forgets its tokens': 'renewed',
  'the account token alone is ended': 'goes on',
  // The key makes a new token: only removing the device ends it.
  'the account is signed out everywhere': 'renewed',
  'the device is removed from the account': 'needs-sign-in',
  'plex.tv is away': 'goes on',
  'plex.tv is away and the server forgets its tokens': 'offline',
  'the server is away': 'offline',
  'the server is starting': 'offline',
  'the key file is lost': 'needs-sign-in',
};

export const plexWays: Readonly<Record<string, PlexWay>> = {
  'PIN of four characters': {
    start: () => plexStage(() => ({ kind: 'plex-pin' })),
    credential: 'plex-token',
    endings: account,
  },
  'PIN for the web page': {
    start: () => plexStage(() => ({ kind: 'plex-pin', strong: true })),
    credential: 'plex-token',
    endings: { 'the server forgets its tokens': 'renewed', 'the account is signed out everywhere': 'needs-sign-in' },
  },
  'PIN with a device key': {
    start: () => plexStage(() => ({ kind: 'plex-pin', deviceKey: true })),
    credential: 'plex-device-key',
    endings: deviceKey,
  },
  'PIN with a device key for the web page': {
    start: () => plexStage(() => ({ kind: 'plex-pin', deviceKey: true, strong: true })),
    credential: 'plex-device-key',
    endings: {
      'ten days pass and the server forgets its tokens': 'renewed',
      'the device is removed from the account': 'needs-sign-in',
    },
  },
  'account token of another app': {
    start: () => plexStage(async (stage) => ({ kind: 'plex-account-token', token: await tokenOfAnotherApp(stage) })),
    credential: 'plex-token',
    endings: {
      'ten days pass': 'goes on',
      'the server forgets its tokens': 'renewed',
      'the account is signed out everywhere': 'needs-sign-in',
      'the device is removed from the account': 'needs-sign-in',
      'the server is away': 'offline',
      'the key file is lost': 'needs-sign-in',
    },
  },
  'Home member': {
    start: () => plexStage(() => ({ kind: 'plex-pin', member: { name: 'Junior' } })),
    credential: 'plex-token',
    endings: {
      'ten days pass': 'goes on',
      'the server forgets its tokens': 'renewed',
      'the account token alone is ended': 'goes on',
      // Members have tokens of their own.
      'the account is signed out everywhere': 'renewed',
      'the device is removed from the account': 'needs-sign-in',
      'the server is away': 'offline',
      'the key file is lost': 'needs-sign-in',
    },
  },
  'Home member with a PIN': {
    start: () => plexStage(() => ({ kind: 'plex-pin', member: { name: 'Careful', pin: '2580' } })),
    credential: 'plex-token',
    endings: {
      // The PIN is asked for once: it is neither stored nor needed to renew.
      'the server forgets its tokens': 'renewed',
      'the device is removed from the account': 'needs-sign-in',
      'the key file is lost': 'needs-sign-in',
    },
  },
  'server that a friend shares': {
    start: () => plexStage(() => ({ kind: 'plex-pin' }), { owned: false }),
    credential: 'plex-token',
    endings: {
      'the server forgets its tokens': 'renewed',
      'the account is signed out everywhere': 'needs-sign-in',
      'the share is taken back': 'needs-sign-in',
      'the server is away': 'offline',
      'the key file is lost': 'needs-sign-in',
    },
  },
  'server that a friend shares, with a device key': {
    start: () => plexStage(() => ({ kind: 'plex-pin', deviceKey: true }), { owned: false }),
    credential: 'plex-device-key',
    endings: {
      'ten days pass and the server forgets its tokens': 'renewed',
      'the share is taken back': 'needs-sign-in',
      'the device is removed from the account': 'needs-sign-in',
    },
  },
  'token of the server': {
    start: () => plexStage(({ server }) => ({ kind: 'plex-server-token', url: server.url, token: server.accessToken })),
    credential: 'plex-server-token',
    endings: {
      'ten days pass': 'goes on',
      'the server forgets its tokens': 'needs-sign-in',
      'plex.tv is away': 'goes on',
      'the server is away': 'offline',
      'the server is starting': 'offline',
      'the key file is lost': 'needs-sign-in',
    },
  },
  'server without an owner': {
    start: () =>
      plexStage(({ server }) => ({ kind: 'plex-server-token', url: server.url, token: '' }), { claimed: false }),
    credential: 'plex-server-token',
    endings: {
      'ten days pass': 'goes on',
      'plex.tv is away': 'goes on',
      'the server is away': 'offline',
      'the key file is lost': 'needs-sign-in',
    },
  },
};
