import type { CallOptions } from '../../backends/auth-provider.ts';
import type { CredentialUpgrade } from '../../backends/media-backend.ts';
import type { Catalogue } from '../../db/open-catalogue.ts';
import { MediafoldError } from '../../errors.ts';
import type { ServerId, SourceId } from '../../models/ids.ts';
import type { Source } from '../../models/source.ts';
import type { TakeTurn } from '../../models/turns.ts';
import type { ConnectionService } from '../connect/connection-contract.ts';
import type { OpenBackends } from '../open-backends.ts';
import { storedAccess } from '../source-access.ts';
import { turnOf } from './add-source.ts';
import type { Proof, Prove } from './prove-credential.ts';
import { livingOnSame } from './shared-credential.ts';
import { storedCredential } from './stored-credential.ts';

export interface UpgradeOptions {
  readonly store: Pick<Catalogue, 'sources' | 'authTokens' | 'connections' | 'access'>;
  readonly connections: Pick<ConnectionService, 'forget'>;
  readonly backends: Pick<OpenBackends, 'get' | 'retire'>;
  readonly prove: Prove;
  readonly takeTurn: TakeTurn;
}

const operation = 'upgrade the credential';

const answers: Readonly<Record<Proof['verdict'], 'taken' | 'refused' | 'away'>> = {
  taken: 'taken',
  refused: 'refused',
  'wrong-server': 'away',
  away: 'away',
};

/**
 * The service's half of an exchange of credentials; the backend knows the steps. Afterwards, however it ended, every
 * backend on the credential is made anew from what is stored.
 */
export function createUpgrade(
  options: UpgradeOptions,
): (id: SourceId, call?: CallOptions) => Promise<readonly Source[]> {
  const { store, connections, backends, prove, takeTurn } = options;

  async function upgradeAll(sources: readonly Source[], { id, name }: Source, call: CallOptions): Promise<void> {
    const { credentials } = await backends.get(id);
    if (credentials?.upgrade === undefined) {
      const why = 'there is no stronger kind of credential for it';
      throw new MediafoldError('unsupported', `${operation}: ${name}: ${why}`, { operation, sourceId: id });
    }
    const others = await onSameDevice(sources);
    if (others.length > 0) {
      const who = others.map((other) => `${other.name} as ${other.userName ?? other.userId}`).join(', ');
      const explanation =
        `it would end what others live on who are signed in as the same device: ${who}. Nothing was changed; ` +
        'sign out there first, and in again afterwards';
      throw new MediafoldError('conflict', `${operation}: ${explanation}`, { operation, sourceId: id, explanation });
    }
    try {
      await credentials.upgrade(facetOf(id, sources, call), call);
    } finally {
      for (const source of sources) await connections.forget(source.id);
    }
  }

  /**
   * The others whose tokens belong to the device: the stronger kind is the device's own, and may end them or what they are made
   * with. Nobody could bring those back: they are other people's.
   */
  async function onSameDevice(sources: readonly Source[]): Promise<readonly Source[]> {
    const found: Source[] = [];
    for (const other of await store.sources.list()) {
      const isMeant = sources.some(({ id }) => id === other.id);
      if (isMeant || !sources.some(({ type, deviceId }) => type === other.type && deviceId === other.deviceId))
        continue;
      const { credential, needsSignIn } = await storedCredential(store, other.id);
      if (credential === undefined || needsSignIn !== undefined) continue;
      // What nobody can end for the device does not belong to it.
      if ((await backends.get(other.id)).credentials?.revoke !== undefined) found.push(other);
    }
    return found;
  }

  function facetOf(id: SourceId, sources: readonly Source[], call: CallOptions): CredentialUpgrade {
    // Once something has changed, the way back has to be gone to its end, whether or not anybody still waits.
    let bounds = call;
    const sourceOf = (server: ServerId): Source => {
      const found = sources.find(({ serverId }) => serverId === server);
      if (found === undefined) throw new TypeError(`${operation}: server ${server} is not one of those`);
      return found;
    };
    return {
      servers: sources.map(({ serverId }) => serverId),
      async store(credentials) {
        bounds = {};
        for (const source of sources) await backends.retire(source.id);
        const entries = [...credentials].map(([server, credential]) => [sourceOf(server).id, credential] as const);
        const living = await signedIn(sources);
        await store.authTokens.saveAll(new Map(entries.filter(([one]) => living.some((each) => each.id === one))));
        // The others' old token may end at any moment now. This one's backend is the one that does the exchange.
        for (const source of sources) if (source.id !== id) await connections.forget(source.id);
      },
      async prove(server, credential) {
        const source = sourceOf(server);
        // It is gone meanwhile: nothing can be worse for it, and it must not stop the others.
        if ((await signedIn([source])).length === 0) return 'taken';
        const addresses = [await store.connections.list(source.id)];
        const access = await storedAccess(store, source.id);
        return answers[(await prove({ source, credential, addresses, access }, bounds)).verdict];
      },
    };
  }

  /** Another process takes no turns: what it has signed out or removed meanwhile stays so. */
  async function signedIn(sources: readonly Source[]): Promise<readonly Source[]> {
    const stored = await Promise.all(sources.map(({ id }) => storedCredential(store, id)));
    return sources.filter((_source, index) => stored[index]?.credential !== undefined);
  }

  async function livingTogether(id: SourceId): Promise<readonly [Source, ...Source[]]> {
    const source = await store.sources.get(id);
    const { credential } = await storedCredential(store, id);
    return [source, ...(credential === undefined ? [] : await livingOnSame(store, source, credential.type))];
  }

  return async (id, call = {}) => {
    for (;;) {
      const keys = (await livingTogether(id)).map(turnOf);
      const upgraded = await takeTurn(keys, call.signal, async () => {
        // Asked again: before the turn came, some may have been signed out or removed, which must not be undone.
        const sources = await livingTogether(id);
        // One that was linked meanwhile is in nobody's turn yet.
        if (!sources.every((source) => keys.includes(turnOf(source)))) return undefined;
        await upgradeAll(sources, sources[0], call);
        return signedIn(sources);
      });
      if (upgraded !== undefined) return upgraded;
    }
  };
}
