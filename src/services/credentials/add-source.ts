import type { CallOptions } from '../../backends/auth-provider.ts';
import type { Catalogue } from '../../db/open-catalogue.ts';
import { type ErrorCode, isMediafoldError, MediafoldError } from '../../errors.ts';
import type { Candidate } from '../../models/connection.ts';
import { sourceId } from '../../models/ids.ts';
import type { SignedInServer, Source } from '../../models/source.ts';
import type { SourceAccess } from '../../models/source-access.ts';
import type { TakeTurn } from '../../models/turns.ts';
import { checkAccess } from '../access/check-access.ts';
import type { ConnectionService } from '../connect/connection-contract.ts';
import { storedAccess } from '../source-access.ts';
import type { EndOldSession } from './end-old-session.ts';
import type { Proof, Prove } from './prove-credential.ts';
import { storedCredential } from './stored-credential.ts';

export interface SignedIn {
  readonly source: Source;
  /** False when this server was linked before as this user: its catalogue is kept. */
  readonly isNew: boolean;
  /**
   * What became of the credential. `kept`: the server is away, and the one that was stored before has not failed yet,
   * so it stays; sign in again when the server is back.
   */
  readonly credential: 'new' | 'replaced' | 'kept';
  /** Why the new credential could not be proven, for people. Absent when the server took it. */
  readonly reason?: string;
}

export interface AddCall extends CallOptions {
  /**
   * How requests to this server travel: tried with the new credential, and stored with it. Absent: what is set for a source
   * that is there stays.
   */
  readonly access?: SourceAccess | undefined;
}

export type AddSource = (server: SignedInServer, call?: AddCall) => Promise<SignedIn>;

export interface AddSourceOptions {
  readonly store: Pick<Catalogue, 'sources' | 'authTokens' | 'connections' | 'access'>;
  readonly connections: Pick<ConnectionService, 'forget'>;
  readonly prove: Prove;
  readonly takeTurn: TakeTurn;
  readonly endOldSession: EndOldSession;
}

/** One turn for all that changes the sign-in of one server as one user. */
export const turnOf = ({ type, serverId, userId }: Pick<Source, 'type' | 'serverId' | 'userId'>): string =>
  JSON.stringify([type, serverId, userId]);

const operation = 'sign in';
const fatal: Partial<Record<Proof['verdict'], ErrorCode>> = { refused: 'unauthorized', 'wrong-server': 'wrong-server' };

export function createAddSource(options: AddSourceOptions): AddSource {
  const { store, connections, prove, takeTurn, endOldSession } = options;

  async function addInTurn(server: SignedInServer, call: AddCall): Promise<SignedIn> {
    const { candidates, credential } = server;
    const known = await store.sources.find(server);
    const source = sourceOf(server, known);
    const stored = known === undefined ? [] : await store.connections.list(known.id);
    const before = known === undefined ? undefined : await storedCredential(store, known.id);
    const addresses = [candidates, stored.filter(({ uri }) => !candidates.some((named) => named.uri === uri))];
    const given = call.access === undefined ? undefined : checkAccess(call.access);
    const access = given ?? (known === undefined ? undefined : await storedAccess(store, known.id));
    const proof = await prove({ source, credential, addresses, access }, call);
    const code = fatal[proof.verdict];
    if (code !== undefined) {
      const facts = { operation, ...(known === undefined ? {} : { sourceId: known.id }) };
      throw new MediafoldError(code, `${operation} to ${server.name}: ${proof.reason}`, facts);
    }
    const isProven = proof.verdict === 'taken';
    const reason = isProven ? {} : { reason: `the new sign-in could not be proven: ${proof.reason}` };
    const isNew = known === undefined;
    if (!isNew && !isProven && before?.credential !== undefined && before.needsSignIn === undefined) {
      return { source: known, isNew, credential: 'kept', ...reason };
    }
    await put(source, proof, [...candidates, ...proof.fresh], given);
    if (!isNew && isProven) await endOldSession({ before: known, old: before?.credential, now: source, proof, access });
    return { source, isNew, credential: isNew ? 'new' : 'replaced', ...reason };
  }

  async function put(
    source: Source,
    proof: Proof,
    candidates: readonly Candidate[],
    access: SourceAccess | undefined,
  ): Promise<void> {
    const { id } = source;
    await connections.forget(id, { change: () => store.sources.put(source, proof.credential, candidates, access) });
    await store.connections.record(id, proof.results, proof.connection?.uri);
  }

  return async (server, call = {}) => {
    const add = (): Promise<SignedIn> => addInTurn(server, call);
    return takeTurn([turnOf(server)], call.signal, async () => {
      try {
        return await add();
      } catch (error) {
        // Another process has made it since it was looked for: now it is one that is there.
        const isTaken = isMediafoldError(error) && error.code === 'conflict';
        if (isTaken && (await store.sources.find(server)) !== undefined) return add();
        throw error;
      }
    });
  };
}

function sourceOf({ type, name, serverId, userId, userName, deviceId }: SignedInServer, known?: Source): Source {
  return {
    id: known?.id ?? sourceId(crypto.randomUUID().slice(0, 8)),
    type,
    name,
    serverId,
    userId,
    ...(userName === undefined ? {} : { userName }),
    deviceId,
  };
}
