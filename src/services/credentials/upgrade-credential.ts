import type { CallOptions } from '../../backends/auth-provider.ts';
import type { CredentialUpgrade } from '../../backends/media-backend.ts';
import type { Catalogue } from '../../db/open-catalogue.ts';
import type { CredentialSummary } from '../../db/repositories/auth-tokens.ts';
import { MediafoldError } from '../../errors.ts';
import type { Credential } from '../../models/credential.ts';
import type { ServerId, SourceId } from '../../models/ids.ts';
import type { Source } from '../../models/source.ts';
import type { TakeTurn } from '../../models/turns.ts';
import type { ConnectionService } from '../connect/connection-contract.ts';
import type { MakeBackend } from '../make-backend.ts';
import type { OpenBackends } from '../open-backends.ts';
import { storedAccess } from '../source-access.ts';
import { turnOf } from './add-source.ts';
import type { Proof, Prove } from './prove-credential.ts';
import { livingOnSame } from './shared-credential.ts';
import { storedCredential } from './stored-credential.ts';

export interface UpgradeOptions {
  readonly store: Pick<Catalogue, 'sources' | 'authTokens' | 'connections' | 'access'>;
  readonly connections: Pick<ConnectionService, 'forget'>;
  readonly backends: Pick<OpenBackends, 'get'>;
  readonly makeBackend: MakeBackend;
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

interface Held {
  readonly source: Source;
  readonly summary: CredentialSummary;
  readonly credential: Credential;
}

/**
 * Whether what is stored is what an exchange knows of, perhaps renewed since: of the same sign-in, and of the same kind and key,
 * which are what is no secret of it.
 */
function isSameSignIn(known: Held | undefined, now: Held): boolean {
  const open = ({ credential }: Held): string =>
    `${Object.values(credential).filter((value) => typeof value === 'string')}`;
  return known !== undefined && known.summary.signedInAt === now.summary.signedInAt && open(known) === open(now);
}

function changedElsewhere(): MediafoldError {
  const explanation = 'another process has changed the sign-in meanwhile. Nothing was changed here; try again';
  return new MediafoldError('busy', `${operation}: ${explanation}`, { operation, explanation });
}

/**
 * The service's half of an exchange of credentials; the backend knows the steps. With all that it stores, every
 * backend on the credential is made anew.
 */
export function createUpgrade(
  options: UpgradeOptions,
): (id: SourceId, call?: CallOptions) => Promise<readonly Source[]> {
  const { store, connections, backends, makeBackend, prove, takeTurn } = options;

  async function upgradeAll(sources: readonly Source[], source: Source, call: CallOptions): Promise<void> {
    const { id, name } = source;
    const { credentials } = await backends.get(id);
    const { credential } = await storedCredential(store, id);
    if (credentials?.upgrade === undefined || credential === undefined) {
      const why = 'there is no stronger kind of credential for it';
      throw new MediafoldError('unsupported', `${operation}: ${name}: ${why}`, { operation, sourceId: id });
    }
    await spareOthers(sources);
    // The open ones are made anew on the way, whenever somebody asks for one, and may be closed at any time.
    const own = makeBackend(source, credential, { access: await storedAccess(store, id) });
    try {
      await own.credentials?.upgrade?.(await facetOf(sources, call), call);
    } finally {
      await own.close();
    }
  }

  /** @param change done while nobody's renewal is stored */
  function allForgotten(sources: readonly Source[], change?: () => Promise<void>): Promise<void> {
    const [first, ...others] = sources;
    if (first === undefined) return change?.() ?? Promise.resolve();
    return connections.forget(first.id, { change: () => allForgotten(others, change) });
  }

  /**
   * The others whose tokens belong to the device: the stronger kind is the device's own, and may end them or what they are made
   * with. Nobody could bring those back: they are other people's.
   *
   * @throws {MediafoldError} `conflict` when there are any
   */
  async function spareOthers(sources: readonly Source[]): Promise<void> {
    const others = await onSameDevice(sources);
    if (others.length === 0) return;
    const who = others.map((other) => `${other.name} as ${other.userName ?? other.userId}`).join(', ');
    const explanation =
      `it would end what others live on who are signed in as the same device: ${who}. Nothing was changed; ` +
      'sign out there first, and in again afterwards';
    const about = { operation, sourceId: sources[0]?.id, explanation };
    throw new MediafoldError('conflict', `${operation}: ${explanation}`, about);
  }

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

  async function facetOf(sources: readonly Source[], call: CallOptions): Promise<CredentialUpgrade> {
    const ours = new Map<SourceId, Held>();
    for (const held of await heldBy(sources)) ours.set(held.source.id, held);
    let isBegun = false;
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
        // Somebody may have come since.
        if (!isBegun) await spareOthers(sources);
        await allForgotten(sources, async () => {
          for (let isStored = false; !isStored; ) {
            const now = await heldBy(sources);
            const same = now.filter((held) => isSameSignIn(ours.get(held.source.id), held));
            // Later it is left as it is.
            if (!isBegun && same.length < now.length) throw changedElsewhere();
            const next = new Map<SourceId, Credential>();
            for (const [server, credential] of credentials) next.set(sourceOf(server).id, credential);
            const wanted = same.map((held) => ({ ...held, credential: next.get(held.source.id) ?? held.credential }));
            isStored = await store.authTokens.saveAll(
              new Map(wanted.map(({ source, credential }) => [source.id, credential])),
              new Map(same.map(({ source, summary }) => [source.id, summary])),
            );
            if (isStored) for (const held of wanted) ours.set(held.source.id, held);
          }
          isBegun = true;
        });
      },
      async prove(server, credential) {
        const source = sourceOf(server);
        // It is gone meanwhile: nothing can be worse for it, and it must not stop the others.
        if ((await heldBy([source])).length === 0) return 'taken';
        const addresses = [await store.connections.list(source.id)];
        const access = await storedAccess(store, source.id);
        return answers[(await prove({ source, credential, addresses, access }, bounds)).verdict];
      },
    };
  }

  /** Another process takes no turns: what it has signed out or removed meanwhile stays so. */
  async function heldBy(sources: readonly Source[]): Promise<readonly Held[]> {
    const all: Held[] = [];
    for (const source of sources) {
      // In this order: a change in between makes the summary look old.
      const summary = await store.authTokens.summary(source.id);
      const { credential } = await storedCredential(store, source.id);
      if (summary !== undefined && credential !== undefined) all.push({ source, summary, credential });
    }
    return all;
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
        return (await heldBy(sources)).map(({ source }) => source);
      });
      if (upgraded !== undefined) return upgraded;
    }
  };
}
