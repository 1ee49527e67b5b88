import type { CredentialUpgrade } from '../../../../src/backends/media-backend.ts';
import type { Credential } from '../../../../src/models/credential.ts';
import type { ServerId } from '../../../../src/models/ids.ts';
import type { SignedInServer } from '../../../../src/models/source.ts';
import type { MockPlexServer } from '../../../../src/testing/plex/server/mock-server.ts';
import { type House, type HouseOptions, house, open, plainSignIn } from './device-key-setting.ts';

export interface Scene {
  readonly at: House;
  /** What is stored for each server now. */
  readonly stored: Map<ServerId, Credential>;
  /** The types of what was stored, in order. */
  readonly history: Credential['type'][];
  upgrade(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Every stored credential, opened as after a restart. */
  works(): Promise<readonly number[]>;
}

/** Of what the service does. */
export type Change = (upgrade: CredentialUpgrade) => Partial<CredentialUpgrade>;

export async function scene(options: HouseOptions = {}, change: Change = () => ({})): Promise<Scene> {
  const at = await house(options);
  const servers = await plainSignIn(at);
  const stored = new Map<ServerId, Credential>(servers.map(({ serverId, credential }) => [serverId, credential]));
  const history: Credential['type'][] = [];
  const mockOf = (server: ServerId): MockPlexServer => {
    const found = at.mock.servers.find(({ machineIdentifier }) => machineIdentifier === server);
    if (found === undefined) throw new Error('no such server');
    return found;
  };
  const first: SignedInServer | undefined = servers[0];
  if (first === undefined) throw new Error('nobody signed in');
  const backend = open(at, mockOf(first.serverId), first.credential).backend;
  const upgrade: CredentialUpgrade = {
    servers: servers.map(({ serverId }) => serverId),
    async store(credentials) {
      for (const [server, credential] of credentials) stored.set(server, credential);
      history.push(...new Set([...credentials.values()].map(({ type }) => type)));
    },
    async prove(server, credential) {
      const mock = mockOf(server);
      const candidate = { uri: mock.url, kind: 'local', secure: false, origin: 'typed' } as const;
      const { outcome } = await open(at, mock, credential).backend.probe(candidate, { timeoutMs: 20_000 });
      return outcome === 'ok' ? 'taken' : outcome === 'unauthorized' ? 'refused' : 'away';
    },
  };
  at.mock.plexTv.log.clear();
  return {
    at,
    stored,
    history,
    upgrade: async (call) => {
      await backend.credentials?.upgrade?.({ ...upgrade, ...change(upgrade) }, call);
    },
    works: () =>
      Promise.all(
        [...stored].map(async ([server, credential]) => {
          const opened = open(at, mockOf(server), credential, {
            onRenewed: (renewed) => {
              stored.set(server, renewed);
            },
          });
          return (await opened.backend.libraries()).length;
        }),
      ),
  };
}

export const types = ({ stored }: Scene): readonly string[] => [...stored.values()].map(({ type }) => type);

export const legacyOf = ({ stored }: Scene): string => {
  const [credential] = stored.values();
  return credential?.type === 'plex-token' ? credential.accountToken.reveal() : '';
};
