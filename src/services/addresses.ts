import type { CallOptions } from '../backends/auth-provider.ts';
import type { ConnectionRepository } from '../db/repositories/connections.ts';
import type { LastProbe, LastProbes } from '../db/repositories/last-probes.ts';
import type { SourceRepository } from '../db/repositories/sources.ts';
import { MediafoldError } from '../errors.ts';
import type { Candidate, ConnectionState, ProbeResult } from '../models/connection.ts';
import type { SourceId } from '../models/ids.ts';
import type { Source, SourceType } from '../models/source.ts';
import { adviceFor } from './connect/advice.ts';
import type { ConnectionService } from './connect/connection-contract.ts';
import { grade } from './connect/rank.ts';
import type { ConnectionReport } from './connect/source-state.ts';
import type { OpenBackends } from './open-backends.ts';

/** An address that is kept for a source. */
export interface KnownAddress extends Candidate {
  /** Absent when it was never asked. */
  readonly last?: LastProbe;
}

export interface AddedAddresses {
  /** Those that are kept now. */
  readonly added: readonly ProbeResult[];
  /** What a person should know: an address that is kept although it does not answer, or one that is no good yet. */
  readonly remark?: string;
}

export interface Addresses {
  /** The pinned one first, then the one that was good the last time. @throws {MediafoldError} `not-found` */
  list(id: SourceId): Promise<readonly KnownAddress[]>;
  /**
   * Asks every meaning of what a person typed, and keeps those at which this source's server answers. A whole URL is
   * kept although nobody answers there now, with a remark.
   *
   * @throws {MediafoldError} `wrong-server`, naming it, when another server answers; `unavailable` when no meaning of a text
   *   without `http://` or `https://` answers; `invalid-argument` when it is no address, `not-found`, `unauthorized`
   */
  add(id: SourceId, typed: string, call?: CallOptions): Promise<AddedAddresses>;
  /**
   * What the account or the server itself names may come back with the next search; what was typed does not.
   *
   * @throws {MediafoldError} `not-found`, naming those that there are
   */
  remove(id: SourceId, uri: string, call?: CallOptions): Promise<void>;
  /**
   * Only this address is used from now on, whatever else answers, and it is looked for at once.
   *
   * @param uri one that is there; `undefined`: none is pinned any more
   * @throws {MediafoldError} `not-found`, naming those that there are
   */
  pin(id: SourceId, uri: string | undefined, call?: CallOptions): Promise<ConnectionReport>;
}

export interface AddressesOptions {
  readonly sources: Pick<SourceRepository, 'get'>;
  readonly known: Pick<ConnectionRepository, 'list' | 'add' | 'record' | 'remove' | 'pin'>;
  readonly lastProbes: LastProbes;
  readonly backends: Pick<OpenBackends, 'get'>;
  readonly connections: Pick<ConnectionService, 'connect' | 'state'>;
  readonly addressesOf: (type: SourceType, typed: string) => readonly Candidate[];
  /** For one address, milliseconds. Default 5,000. */
  readonly probeTimeoutMs?: number;
}

const operation = 'add an address';

export function createAddresses(options: AddressesOptions): Addresses {
  const { sources, known, lastProbes, backends, connections, addressesOf, probeTimeoutMs = 5_000 } = options;

  /** As it is stored, whatever the case of the host and the slash at the end. */
  async function stored({ id, type, name }: Source, uri: string): Promise<string> {
    const all = (await known.list(id)).map((each) => each.uri);
    const exact = all.find((each) => each === uri.trim());
    const found = exact ?? meanings(type, uri).find((each) => all.includes(each));
    if (found !== undefined) return found;
    const says = `it is no address of ${name}. It has: ${all.join(', ') || 'none'}`;
    throw new MediafoldError('not-found', `find the address: ${says}`, { operation: 'find the address', sourceId: id });
  }

  function meanings(type: SourceType, uri: string): readonly string[] {
    try {
      return addressesOf(type, uri).map((each) => each.uri);
    } catch {
      return [];
    }
  }

  return {
    async list(id) {
      await sources.get(id);
      const probes = await lastProbes.of(id);
      return (await known.list(id)).map((candidate) => {
        const last = probes.get(candidate.uri);
        return last === undefined ? candidate : { ...candidate, last };
      });
    },

    async add(id, typed, { signal } = {}) {
      const source = await sources.get(id);
      const candidates = addressesOf(source.type, typed);
      const backend = await backends.get(id);
      const results = await Promise.all(
        candidates.map((candidate) => backend.probe(candidate, { timeoutMs: probeTimeoutMs, signal })),
      );
      const decided = decide(source, typed, results);
      await known.add(
        id,
        decided.added.map(({ candidate }) => candidate),
      );
      await known.record(id, decided.added, undefined);
      const good = decided.added.filter(({ outcome }) => outcome === 'ok').map(({ candidate }) => candidate);
      if (good.some((each) => isWanted(each, connections.state(id))))
        await connections.connect(id, { signal, anew: true });
      return decided;
    },

    async remove(id, uri, { signal } = {}) {
      const source = await sources.get(id);
      const found = await stored(source, uri);
      await known.remove(id, found);
      const state = connections.state(id);
      // Not to be used any more means now.
      const isInUse = state.status === 'online' && state.connection.uri === found;
      if (isInUse || state.status === 'connecting') await connections.connect(id, { signal, anew: true });
    },

    async pin(id, uri, { signal } = {}) {
      const source = await sources.get(id);
      await known.pin(id, uri === undefined ? undefined : await stored(source, uri));
      return connections.connect(id, { signal, anew: true });
    },
  };
}

/**
 * Who was looked for in vain before may be there now, and is not to be left alone any longer; and who is reached on a worse
 * way, a relay for example, is not to stay there.
 */
function isWanted(good: Candidate, state: ConnectionState): boolean {
  if (state.status === 'online') return grade(good) < grade(state.connection);
  return state.status === 'offline' || state.status === 'connecting';
}

/** @throws {MediafoldError} `wrong-server`, `unavailable` */
function decide(source: Source, typed: string, results: readonly ProbeResult[]): AddedAddresses {
  const { id, name, serverId } = source;
  const facts = { operation, sourceId: id };
  const right = results.filter((result) => result.serverId === serverId);
  const [first] = right;
  if (first !== undefined) {
    const advice = right.some(({ outcome }) => outcome === 'ok') ? undefined : adviceFor(first);
    return advice === undefined ? { added: right } : { added: right, remark: `${first.reason}. ${advice}` };
  }
  const wrong = results.find(({ outcome }) => outcome === 'wrong-server');
  if (wrong !== undefined) {
    const says = `${wrong.candidate.uri} does not lead to ${name}: ${wrong.reason}`;
    throw new MediafoldError('wrong-server', `${operation}: ${says}`, facts);
  }
  // The first meaning of a whole URL is what was written.
  const [written] = results;
  if (written !== undefined && /^\s*https?:\/\//i.test(typed)) {
    const remark = `${written.candidate.uri} is kept, but it is no good now: ${written.reason}`;
    return { added: [written], remark };
  }
  const tried = results.map(({ candidate, reason }) => `${candidate.uri}: ${reason}`).join('. ');
  const says = `${name} does not answer there. ${tried}. To keep one all the same, write it as a whole URL`;
  throw new MediafoldError('unavailable', `${operation}: ${says}`, facts);
}
