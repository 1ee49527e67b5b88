import type { MediaBackend } from '../backends/media-backend.ts';
import type { ConnectionRepository } from '../db/repositories/connections.ts';
import type { SourceRepository } from '../db/repositories/sources.ts';
import { isMediafoldError, MediafoldError } from '../errors.ts';
import type { Connection, ConnectionKind, ConnectionState, ProbeResult } from '../models/connection.ts';
import { createEmitter, type Unsubscribe } from '../models/emitter.ts';
import type { Environment } from '../models/environment.ts';
import type { SourceId } from '../models/ids.ts';
import { createSharedRuns } from '../models/shared-runs.ts';
import type { Source } from '../models/source.ts';
import { bestOf, explainChoice } from './connection-rank.ts';
import { isAbsence, isRefusal } from './failure-scope.ts';
import { connectionOf, type Found, findConnection } from './find-connection.ts';
import type { OpenBackends } from './open-backends.ts';

export interface ConnectOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hear every address out, the advertised ones and relays too, instead of stopping at a good one. */
  readonly all?: boolean | undefined;
}

export interface ConnectionReport {
  readonly source: Source;
  /** The address in use from now on; absent when none is good. */
  readonly chosen?: Connection;
  /** Why this one, or why none. */
  readonly reason: string;
  readonly state: ConnectionState;
  /** One for each address, the chosen one first. */
  readonly results: readonly ProbeResult[];
}

export interface ConnectionService {
  /**
   * Finds the best address of a source and uses it. An address that does not answer is an outcome, not a rejection.
   * A call that comes while one runs gets that one's report.
   *
   * @throws {MediafoldError} `cancelled`, `not-found` for an unknown source, `storage`
   */
  connect(id: SourceId, options?: ConnectOptions): Promise<ConnectionReport>;
  /**
   * The source's long-lived backend, connected.
   *
   * @throws {MediafoldError} `unavailable` when no address answers, `unauthorized` when a person must sign in again
   */
  backend(id: SourceId, options?: { readonly signal?: AbortSignal | undefined }): Promise<MediaBackend>;
  /**
   * Works with the source's backend, and learns from a failure of the work: after one of the network the next call
   * looks for a good address again, after a refused credential the source waits for its person.
   *
   * @throws {MediafoldError} as `backend`, and whatever the work throws
   */
  use<T>(
    id: SourceId,
    work: (backend: MediaBackend) => Promise<T>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<T>;
  /** After a new sign-in, or before a source is removed: its backend goes, and nothing is known of its connection. */
  forget(id: SourceId): Promise<void>;
  state(id: SourceId): ConnectionState;
  onState(listener: (id: SourceId, state: ConnectionState) => void): Unsubscribe;
}

export interface ConnectionServiceOptions {
  readonly sources: Pick<SourceRepository, 'get' | 'setNeedsSignIn'>;
  readonly backends: OpenBackends;
  readonly known: Pick<ConnectionRepository, 'list' | 'add' | 'record'>;
  readonly environment: Environment;
  /** For one address, milliseconds. Default 5,000. */
  readonly probeTimeoutMs?: number;
  /** How long a better address may still answer after a good one has. Default 250 ms. */
  readonly graceMs?: number;
}

type Verdict = Pick<ConnectionReport, 'chosen' | 'reason' | 'state'>;

export function createConnectionService(options: ConnectionServiceOptions): ConnectionService {
  const { sources, backends, known, environment, probeTimeoutMs = 5_000, graceMs = 250 } = options;
  const { clock, logger } = environment;
  const states = new Map<SourceId, ConnectionState>();
  const runs = createSharedRuns<SourceId, ConnectionReport>('connect');
  const stateChanged = createEmitter<[SourceId, ConnectionState]>((error) =>
    logger.error({ error: String(error) }, 'a state listener threw'),
  );

  function enter(id: SourceId, state: ConnectionState): ConnectionState {
    states.set(id, state);
    stateChanged.emit(id, state);
    return state;
  }

  function verdict(backend: MediaBackend, { results, away }: Found): Verdict {
    const { id } = backend.source;
    const since = clock.now();
    const best = bestOf(results, 'ok');
    if (best !== undefined) {
      const chosen = connectionOf(best.candidate);
      backend.useConnection(chosen);
      return {
        chosen,
        reason: explainChoice(best, results),
        state: enter(id, { status: 'online', connection: chosen, since }),
      };
    }
    // A credential that is forbidden something is good: signing in again would change nothing.
    const refused = bestOf(results, 'unauthorized');
    if (refused !== undefined && away === undefined) {
      const reason = refusal(refused.candidate.uri, refused.candidate.kind);
      return { reason, state: enter(id, { status: 'needs-sign-in', since, reason }) };
    }
    const tried = results.map(({ candidate, reason: why }) => `${candidate.uri}: ${why}`).join('; ');
    const reason = away ?? (tried === '' ? 'no address of this server is known' : `no address is good: ${tried}`);
    return { reason, state: enter(id, { status: 'offline', since, reason }) };
  }

  /** Offline says nothing about the credential, so what is known of that stays. */
  async function remember(id: SourceId, state: ConnectionState): Promise<void> {
    if (state.status === 'online') await sources.setNeedsSignIn(id, undefined);
    if (state.status === 'needs-sign-in') await sources.setNeedsSignIn(id, state.reason);
  }

  /** A backend that was replaced in the meantime says nothing about the one that is used now. */
  async function learn(backend: MediaBackend, error: unknown): Promise<void> {
    const { id } = backend.source;
    const before = states.get(id);
    const inUse = await backends.get(id).catch(() => undefined);
    if (inUse !== backend || before?.status !== 'online') return;
    const { uri, kind } = before.connection;
    const since = clock.now();
    if (isRefusal(error)) {
      await remember(id, enter(id, { status: 'needs-sign-in', since, reason: refusal(uri, kind) }));
    } else if (isAbsence(error)) {
      const reason = isMediafoldError(error) ? error.message : 'an unexpected failure';
      enter(id, { status: 'offline', since, reason });
    }
  }

  async function connectOnce(id: SourceId, signal: AbortSignal, all: boolean): Promise<ConnectionReport> {
    const source = await sources.get(id);
    const before = states.get(id) ?? { status: 'unknown' };
    enter(id, { status: 'connecting' });
    try {
      const backend = await backends.get(id);
      const stored = await known.list(id);
      const found = await findConnection(backend, { stored, logger, clock, probeTimeoutMs, graceMs, all, signal });
      const decided = verdict(backend, found);
      await known.add(id, found.fresh);
      await known.record(id, found.results, decided.chosen?.uri);
      await remember(id, decided.state);
      return { source, ...decided, results: chosenFirst(found.results, decided.chosen) };
    } catch (error) {
      // A source whose credential is lost or cannot be decrypted is still a source: it waits for its person.
      if (isMediafoldError(error) && error.code === 'unauthorized') {
        const reason = error.message;
        return {
          source,
          reason,
          state: enter(id, { status: 'needs-sign-in', since: clock.now(), reason }),
          results: [],
        };
      }
      enter(id, before);
      throw error;
    }
  }

  return {
    connect: (id, { signal, all = false } = {}) => runs.join(id, signal, (shared) => connectOnce(id, shared, all)),
    async backend(id, call = {}) {
      const open = states.get(id)?.status === 'online' ? await backends.get(id) : undefined;
      // A sign-in may have replaced the one that was connected.
      if (open?.connection !== undefined) return open;
      const { state, reason } = await this.connect(id, call);
      if (state.status === 'online') return backends.get(id);
      const code = state.status === 'needs-sign-in' ? 'unauthorized' : 'unavailable';
      throw new MediafoldError(code, reason, { operation: 'connect', sourceId: id });
    },
    async use(id, work, call = {}) {
      const backend = await this.backend(id, call);
      try {
        return await work(backend);
      } catch (error) {
        // What the work met is the failure to tell, not one of keeping it in mind.
        if (!call.signal?.aborted) await learn(backend, error).catch(() => undefined);
        throw error;
      }
    },
    async forget(id) {
      await backends.drop(id);
      if (states.has(id)) enter(id, { status: 'unknown' });
    },
    state: (id) => states.get(id) ?? { status: 'unknown' },
    onState: stateChanged.on,
  };
}

const refusal = (uri: string, kind: ConnectionKind): string => `${uri} (${kind}) refuses the credential; sign in again`;

function chosenFirst(results: readonly ProbeResult[], chosen: Connection | undefined): readonly ProbeResult[] {
  const order = ({ candidate, outcome }: ProbeResult): number =>
    candidate.uri === chosen?.uri ? 0 : outcome === 'ok' ? 1 : 2;
  return [...results].sort((a, b) => order(a) - order(b));
}
