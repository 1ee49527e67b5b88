import { expect } from 'vitest';
import { signInWithApiKey, startQuickConnect } from '../../src/backends/jellyfin/jellyfin.ts';
import { signInWithPlexServerToken, startPlexDeviceKeyPin } from '../../src/backends/plex/plex.ts';
import type { CredentialType } from '../../src/models/credential.ts';
import { secret } from '../../src/models/secret.ts';
import type { SignedInServer, SourceType } from '../../src/models/source.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import { holdingsFor } from '../../src/testing/index.ts';
import { jellyfin, jellyfinLogin, type PlexHouse, plex, plexLogin } from './setting.ts';

export const holdings: ReturnType<typeof holdingsFor> = holdingsFor({ movies: 30, shows: 2 });
/** How many each server has, shows counted once. */
export const titles = 32;

/** A server that runs, and a way to sign in to it. */
interface Cell {
  readonly plexTvUrl?: string;
  readonly login: (fold: Mediafold) => Promise<SignedInServer>;
  /** What happens to the server between two runs of the app that the credential has to live through. */
  readonly inBetween?: () => void;
}

const serverTokenLogin =
  ({ server }: PlexHouse, token: string): Cell['login'] =>
  async (fold) =>
    signInWithPlexServerToken({ ...(await fold.loginContext()), url: server.url, token: secret(token) });

/** One row of the factory's table that works, and a way that leads to it. */
interface Row {
  readonly source: SourceType;
  readonly credential: CredentialType;
  readonly what: string;
  readonly start: () => Promise<Cell>;
}

/** Every pair that works, by every way that leads to it. */
export const working: readonly Row[] = [
  {
    source: 'plex',
    credential: 'plex-token',
    what: 'whose server takes the account token',
    async start() {
      const house = await plex(holdings.plex);
      return { plexTvUrl: house.account.plexTv.url, login: (fold) => plexLogin(fold, house) };
    },
  },
  {
    source: 'plex',
    credential: 'plex-token',
    what: 'whose server has a token of its own, which is replaced',
    async start() {
      const house = await plex(holdings.plex, { ownAccessToken: true });
      return {
        plexTvUrl: house.account.plexTv.url,
        login: (fold) => plexLogin(fold, house),
        inBetween: () => house.server.rotateAccessToken(),
      };
    },
  },
  {
    source: 'plex',
    credential: 'plex-device-key',
    what: 'made by a PIN',
    async start() {
      const { account } = await plex(holdings.plex, { ownAccessToken: true });
      const plexTvUrl = account.plexTv.url;
      return {
        plexTvUrl,
        async login(fold) {
          const context = await fold.loginContext({ device: 'shared' });
          const flow = await startPlexDeviceKeyPin({ ...context, plexTvUrl });
          account.approvePin(flow.prompt.code);
          const [found] = await flow.wait();
          if (found === undefined) throw new Error('the account has no server');
          return found;
        },
      };
    },
  },
  {
    source: 'plex',
    credential: 'plex-server-token',
    what: 'of a server that has one',
    async start() {
      const house = await plex(holdings.plex, { ownAccessToken: true });
      expect(house.server.accessToken).not.toBe(house.account.account.token);
      return { login: serverTokenLogin(house, house.server.accessToken) };
    },
  },
  {
    source: 'plex',
    credential: 'plex-server-token',
    what: 'that is empty, of an unclaimed server',
    async start() {
      return { login: serverTokenLogin(await plex(holdings.plex, { claimed: false }), '') };
    },
  },
  {
    source: 'jellyfin',
    credential: 'jellyfin-token',
    what: 'by Quick Connect',
    async start() {
      const server = await jellyfin(holdings.jellyfin);
      return {
        async login(fold) {
          const flow = await startQuickConnect({ ...(await fold.loginContext()), url: server.url });
          server.approveQuickConnect(flow.prompt.code);
          const [found] = await flow.wait();
          if (found === undefined) throw new Error('nobody signed in');
          return found;
        },
      };
    },
  },
  {
    source: 'jellyfin',
    credential: 'jellyfin-password',
    what: 'whose token was revoked',
    async start() {
      const server = await jellyfin(holdings.jellyfin);
      return {
        login: (fold) => jellyfinLogin(fold, server, { keepPassword: true }),
        inBetween: () => server.revokeTokens(),
      };
    },
  },
  {
    source: 'jellyfin',
    credential: 'jellyfin-api-key',
    what: 'as a named user',
    async start() {
      const server = await jellyfin(holdings.jellyfin);
      return {
        login: async (fold) =>
          signInWithApiKey({
            ...(await fold.loginContext()),
            url: server.url,
            key: secret(server.apiKey),
            userName: server.users[0]?.name ?? '',
          }),
      };
    },
  },
];
