/** What can happen between two syncs. The names stand in the tables of the rows. */
import { rmSync } from 'node:fs';
import type { Way } from './journey.ts';
import {
  type JellyfinStage,
  jellyfinTokenOfAnotherApp,
  type PlexStage,
  person,
  type Stage,
  tokenOfAnotherApp,
} from './stage.ts';

export interface Around {
  /** The catalogue's file. */
  readonly path: string;
  readonly deviceId: string;
}

export interface Happening<S> {
  /** `closed`: between two starts of the app, instead of while it runs. */
  readonly when?: 'closed';
  readonly happen: (stage: S, around: Around) => Promise<void> | void;
  /** What somebody else than the person does about it later. Absent: nothing. */
  readonly putRight?: (stage: S) => Promise<void> | void;
}

/** Handed only to stages of its own kind, which the rows see to. */
export const ofPlex = (happening: Happening<PlexStage>): Happening<Stage> => ({
  ...happening,
  happen: (stage, around) => (stage.vendor === 'plex' ? happening.happen(stage, around) : undefined),
  putRight: (stage) => (stage.vendor === 'plex' ? happening.putRight?.(stage) : undefined),
});

/** Handed only to stages of its own kind, which the rows see to. */
export const ofJellyfin = (happening: Happening<JellyfinStage>): Happening<Stage> => ({
  ...happening,
  happen: (stage, around) => (stage.vendor === 'jellyfin' ? happening.happen(stage, around) : undefined),
  putRight: (stage) => (stage.vendor === 'jellyfin' ? happening.putRight?.(stage) : undefined),
});

const day = 86_400_000;

const keyIsLost = { when: 'closed', happen: (_: unknown, { path }: Around) => rmSync(`${path}.key`) } as const;

const serverForgets = ({ server }: PlexStage): void => server.rotateAccessToken();

/** The person has to fetch what they pasted anew. */
async function pasteAgain(stage: PlexStage): Promise<void> {
  if (stage.way.kind === 'plex-account-token') stage.way = { ...stage.way, token: await tokenOfAnotherApp(stage) };
  if (stage.way.kind === 'plex-server-token') stage.way = { ...stage.way, token: stage.server.accessToken };
}

export type PlexWhat =
  | 'ten days pass'
  | 'the server forgets its tokens'
  | 'ten days pass and the server forgets its tokens'
  | 'the account is signed out everywhere'
  | 'the account token alone is ended'
  | 'the device is removed from the account'
  | 'the share is taken back'
  | 'plex.tv lists the server without a token'
  | 'plex.tv is away'
  | 'plex.tv is away and the server forgets its tokens'
  | 'the server is away'
  | 'the server is starting'
  | 'the key file is lost';

export const plexHappenings: Readonly<Record<PlexWhat, Happening<PlexStage>>> = {
  'ten days pass': {
    happen: ({ clock }) => {
      clock.offsetMs = 10 * day;
    },
  },
  'the server forgets its tokens': { happen: serverForgets, putRight: pasteAgain },
  'ten days pass and the server forgets its tokens': {
    happen: (stage) => {
      stage.clock.offsetMs = 10 * day;
      serverForgets(stage);
    },
  },
  'the account is signed out everywhere': {
    happen: (stage) => {
      stage.account.revokeAccountToken();
      serverForgets(stage);
    },
    putRight: pasteAgain,
  },
  'the account token alone is ended': { happen: ({ account }) => account.revokeAccountToken() },
  'the device is removed from the account': {
    happen: (stage, { deviceId }) => {
      stage.account.removeDevice(stage.way.kind === 'plex-account-token' ? 'another-app' : deviceId);
      serverForgets(stage);
    },
    putRight: pasteAgain,
  },
  'the share is taken back': {
    happen: (stage) => {
      serverForgets(stage);
      const none = { kind: 'body', body: '[]', contentType: 'application/json' } as const;
      stage.account.plexTv.faults.add({ path: '/api/v2/resources', action: none });
    },
    putRight: ({ account }) => account.plexTv.faults.clear(),
  },
  'plex.tv lists the server without a token': {
    happen: (stage) => {
      serverForgets(stage);
      const changes = [{ path: '*.accessToken', change: 'set', value: null }] as const;
      stage.account.plexTv.faults.add({ path: '/api/v2/resources', action: { kind: 'mutate', changes } });
    },
    putRight: ({ account }) => account.plexTv.faults.clear(),
  },
  'plex.tv is away': {
    happen: ({ account }) => account.plexTv.setReachable(false),
    putRight: ({ account }) => account.plexTv.setReachable(true),
  },
  'plex.tv is away and the server forgets its tokens': {
    happen: (stage) => {
      stage.account.plexTv.setReachable(false);
      serverForgets(stage);
    },
    putRight: ({ account }) => account.plexTv.setReachable(true),
  },
  'the server is away': {
    happen: ({ server }) => server.setReachable(false),
    putRight: ({ server }) => server.setReachable(true),
  },
  'the server is starting': {
    happen: ({ server }) => server.setStartUp('maintenance'),
    putRight: ({ server }) => server.setStartUp('ready'),
  },
  'the key file is lost': { ...keyIsLost, putRight: pasteAgain },
};

const newPassword = 'other kites';

const withPassword = (way: Way, password: string): Way =>
  way.kind === 'jellyfin-password' ? { ...way, password } : way;

async function jellyfinPasteAgain(stage: JellyfinStage): Promise<void> {
  if (stage.way.kind !== 'jellyfin-token') return;
  stage.way = { ...stage.way, token: await jellyfinTokenOfAnotherApp(stage) };
}

async function replaceKey(stage: JellyfinStage): Promise<void> {
  const { way, server } = stage;
  if (way.kind !== 'jellyfin-api-key') return;
  const { name, password } = server.users[1] ?? { name: '', password: '' };
  const who = 'MediaBrowser Client="Panel", Device="Office", DeviceId="panel", Version="1"';
  const body = JSON.stringify({ Username: name, Pw: password });
  const json = { 'content-type': 'application/json' };
  const login = await fetch(`${server.url}/Users/AuthenticateByName`, {
    ...{ method: 'POST', headers: { authorization: who, ...json }, body },
  });
  const { AccessToken } = (await login.json()) as { readonly AccessToken: string };
  const headers = { authorization: `${who}, Token="${AccessToken}"` };
  await fetch(`${server.url}/Auth/Keys/${way.key}`, { method: 'DELETE', headers });
  await fetch(`${server.url}/Auth/Keys?app=Matrix`, { method: 'POST', headers });
  const { Items } = (await (await fetch(`${server.url}/Auth/Keys`, { headers })).json()) as {
    readonly Items: readonly { readonly AccessToken: string }[];
  };
  stage.way = { ...way, key: Items.at(-1)?.AccessToken ?? '' };
}

export type JellyfinWhat =
  | 'ten days pass'
  | 'the token is revoked'
  | 'the key is deleted'
  | 'the password is changed'
  | 'the user is disabled'
  | 'the server is away'
  | 'the server is starting'
  | 'the key file is lost';

export const jellyfinHappenings: Readonly<Record<JellyfinWhat, Happening<JellyfinStage>>> = {
  'ten days pass': {
    happen: ({ clock }) => {
      clock.offsetMs = 10 * day;
    },
  },
  'the token is revoked': { happen: ({ server }) => server.revokeTokens(), putRight: jellyfinPasteAgain },
  'the key is deleted': { happen: replaceKey },
  'the password is changed': {
    happen: (stage) => {
      stage.server.changePassword(person(stage.server).name, newPassword);
      stage.way = withPassword(stage.way, newPassword);
    },
    putRight: jellyfinPasteAgain,
  },
  'the user is disabled': {
    happen: ({ server }) => server.disableUser(person(server).name),
    putRight: async (stage) => {
      stage.server.enableUser(person(stage.server).name);
      await jellyfinPasteAgain(stage);
    },
  },
  'the server is away': {
    happen: ({ server }) => server.setReachable(false),
    putRight: ({ server }) => server.setReachable(true),
  },
  'the server is starting': {
    happen: ({ server }) => server.setStartUp('loading'),
    putRight: ({ server }) => server.setStartUp('ready'),
  },
  'the key file is lost': { ...keyIsLost, putRight: jellyfinPasteAgain },
};
