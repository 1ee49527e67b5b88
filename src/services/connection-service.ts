import type { MediaBackend } from '../backends/media-backend.ts';
import type { ConnectionRepository } from '../db/repositories/connections.ts';
import type { SourceRepository } from '../db/repositories/sources.ts';
import { isMediafoldError, MediafoldError } from '../errors.ts';
import type { ConnectionState } from '../models/connection.ts';
import { createEmitter } from '../models/emitter.ts';
import type { Environment } from '../models/environment.ts';
import type { SourceId } from '../models/ids.ts';
import { createSharedRuns } from '../models/shared-runs.ts';
import type { ConnectionService } from './connect/connection-contract.ts';
import { isRefusal } from './connect/failure-scope.ts';
import { createFreshness } from './connect/freshness.ts';
import type { LanAddresses } from './connect/lan-addresses.ts';
import { type RaceTimes, raceTimes } from './connect/race-policy.ts';
import { refuseWhileResting, restOf } from './connect/resting.ts';
import { createSourceConnection } from './connect/source-connection.ts';
import type { ConnectionReport, SearchKind, SourceConnection } from './connect/source-state.ts';
import { type Watched, watch } from './connect/watch.ts';
import type { OpenBackends } from './open-backends.ts';

export interface ConnectionServiceOptions {
  readonly sources: Pick<SourceRepository, 'get' | 'setNeedsSignIn'>;
  readonly backends: OpenBackends;
  readonly known: Pick<ConnectionRepository, 'list' | 'add' | 'record' | 'removeOutdated'>;
  readonly environment: Environment;
  /** Asked for a source's addresses when none that is stored is good. Absent: nobody on the local network is. */
  readonly lanAddresses?: LanAddresses | undefined;
  /** For one address, milliseconds. Default 5,000. */
  readonly probeTimeoutMs?: number;
  readonly times?: Partial<RaceTimes>;
  /** Quiet for so long, an address is asked who it is before it gets the credential; over plain http after a minute. Default 10 min. */
  readonly staleAfterMs?: number;
  /** The sources that wait for their person from before, with the reason. */
  readonly waiting?: ReadonlyMap<SourceId, string>;
}

/** While nobody waits the account service is not asked for addresses more often than this. */
const askAccountEveryMs = 600_000;
const unknown: ConnectionState = { status: 'unknown' };

export function createConnectionService(options: ConnectionServiceOptions): ConnectionService {
  const { sources, backends, known, environment, probeTimeoutMs = 5_000, staleAfterMs = 600_000 } = options;
  const { clock, logger } = environment;
  const times: RaceTimes = { ...raceTimes, ...options.times };
  const connections = new Map<SourceId, SourceConnection>();
  const runs = createSharedRuns<SourceId, ConnectionReport>('connect');
  const closing = new AbortController();
  const freshness = createFreshness({ clock, staleAfterMs, closing: closing.signal });
  const stateChanged = createEmitter<[SourceId, ConnectionState]>((error) =>
    logger.error({ error: String(error) }, 'a state listener threw'),
  );

  function of(id: SourceId): SourceConnection {
    const made = connections.get(id) ?? make(id);
    connections.set(id, made);
    return made;
  }

  function make(id: SourceId): SourceConnection {
    const onState = (state: ConnectionState): void => stateChanged.emit(id, state);
    const parts = { id, sources, backends, known, environment, times, probeTimeoutMs, askAccountEveryMs, onState };
    const { lanAddresses, waiting } = options;
    return createSourceConnection({ ...parts, lanAddresses, waitsFor: waiting?.get(id) });
  }
  for (const id of options.waiting?.keys() ?? []) of(id);

  function look(
    id: SourceId,
    signal: AbortSignal | undefined,
    kind: Omit<SearchKind, 'signal'>,
  ): Promise<ConnectionReport> {
    const found = runs.join(id, signal, (shared) =>
      of(id).search({ ...kind, signal: AbortSignal.any([shared, closing.signal]) }),
    );
    return unlessClosed(found, signal);
  }

  const isGood = (id: SourceId, signal: AbortSignal | undefined, longestMs: number): Promise<boolean> =>
    unlessClosed(freshness.isGood(of(id), signal, longestMs), signal);

  /** The end of the catalogue is not a caller's change of mind. */
  function unlessClosed<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return work.catch((error: unknown) => {
      if (!closing.signal.aborted || signal?.aborted) throw error;
      throw new MediafoldError('unavailable', 'connect: the catalogue is closed', { operation: 'connect' });
    });
  }

  /** A source that was removed meanwhile is no failure of the others. */
  const lookIfThere = (id: SourceId, signal: AbortSignal | undefined): Promise<ConnectionReport | undefined> =>
    look(id, signal, { all: false }).catch((error: unknown) => {
      if (!isMediafoldError(error) || error.code !== 'not-found') throw error;
      of(id).forget();
      return undefined;
    });

  /** @param longestMs an address that was quiet for so long is worth a whole search */
  async function connected(id: SourceId, signal: AbortSignal | undefined, longestMs: number): Promise<MediaBackend> {
    const open = (await isGood(id, signal, longestMs)) ? await backends.get(id) : undefined;
    // A sign-in may have replaced the one that was connected.
    if (open?.connection !== undefined) return open;
    await refuseWhileResting(id, of(id), backends, clock.now());
    const { state, reason } = await look(id, signal, { all: false });
    if (state.status === 'online') return backends.get(id);
    const code = state.status === 'needs-sign-in' ? 'unauthorized' : 'unavailable';
    throw new MediafoldError(code, reason, { operation: 'connect', sourceId: id });
  }

  const restLeft = (id: SourceId): number => restOf(of(id), clock.now());

  const service: ConnectionService = {
    async connect(id, { signal, all = false, anew = false } = {}) {
      if (anew) connections.get(id)?.rest();
      return look(id, signal, { all, isDoubted: false });
    },

    backend: (id, { signal } = {}) => connected(id, signal, staleAfterMs),

    async use(id, work, call = {}) {
      const backend = await service.backend(id, call);
      const at = backend.connection?.uri;
      const { state } = of(id);
      try {
        return await work(backend);
      } catch (error) {
        // What the work met is the failure to tell, not one of keeping it in mind.
        if (!call.signal?.aborted) await learn(id, backend, error, at, state).catch(() => undefined);
        throw afterwards(id, error);
      }
    },

    async relocate(id, failed, signal, wasRefused) {
      const { state } = of(id);
      if (state.status === 'online' && state.connection.uri !== failed) return state.connection.uri;
      const isKnownToFail = state.status === 'offline' || state.status === 'needs-sign-in';
      if (isKnownToFail && restLeft(id) > 0) return undefined;
      try {
        return (await look(id, signal, { all: false, mayRenew: !wasRefused })).chosen?.uri;
      } catch {
        // The failure to tell is that of the request.
        return undefined;
      }
    },

    async confirm(id, base, signal) {
      // Those who keep a backend and use it all the time need no search for that, only an answer.
      return (await connected(id, signal, Number.POSITIVE_INFINITY)).connection?.uri ?? base;
    },

    seen(id, base) {
      const connection = connections.get(id);
      if (connection?.inUse?.uri === base) connection.succeeded();
    },

    async networkChanged({ signal } = {}) {
      const used = [...connections].filter(([, { state }]) => state.status !== 'unknown');
      for (const [, connection] of used) connection.rest();
      const reports = await Promise.all(used.map(([id]) => lookIfThere(id, signal)));
      return reports.filter((report) => report !== undefined);
    },

    watch({ everyMs = 60_000, checksPerLook = 6 } = {}) {
      const stop = new AbortController();
      const signal = AbortSignal.any([stop.signal, closing.signal]);
      const watched = (): readonly Watched[] => [...connections].map(([id, connection]) => asWatched(id, connection));
      const onWoken = (): void => void service.networkChanged({ signal }).catch(() => undefined);
      watch({ clock, watched, onWoken }, { everyMs, checksPerLook }, signal).catch(() => undefined);
      return () => stop.abort();
    },

    async forget(id, { change, needsSignIn } = {}) {
      await backends.retire(id);
      try {
        await change?.();
      } finally {
        await backends.drop(id);
      }
      of(id).forget(typeof needsSignIn === 'function' ? await needsSignIn() : needsSignIn);
    },

    state: (id) => connections.get(id)?.state ?? unknown,
    onState: stateChanged.on,

    async close() {
      closing.abort();
      for (const connection of connections.values()) connection.stop();
      await Promise.all([runs.stopAll(), freshness.settled()]);
    },
  };
  return service;

  /**
   * A backend that was closed over its call says less than what became of its source meanwhile. A refusal that was looked
   * into and came from another server, or could not be settled, is an absence: to sign in again would change nothing.
   */
  function afterwards(id: SourceId, error: unknown): unknown {
    const { state } = of(id);
    const isClosed = isMediafoldError(error) && error.code === 'unavailable' && error.status === undefined;
    const code =
      state.status === 'needs-sign-in' && isClosed
        ? 'unauthorized'
        : state.status === 'offline' && isRefusal(error)
          ? 'unavailable'
          : undefined;
    if (code === undefined || !('reason' in state) || !isMediafoldError(error)) return error;
    return new MediafoldError(code, state.reason, { operation: error.operation, sourceId: id });
  }

  /** A refusal may be another server's, at an address that it has now: it is looked into before a person is asked. */
  async function learn(
    id: SourceId,
    backend: MediaBackend,
    error: unknown,
    at: string | undefined,
    before: ConnectionState,
  ): Promise<void> {
    const { state } = of(id);
    // A search that the failure itself has caused found the server there: it cannot do this one thing.
    if (state.status === 'online' && state !== before && !isRefusal(error)) return;
    await of(id).failed(backend, error, at);
    const { status } = of(id).state;
    // The search that is under way has the answer, or nobody has looked since it was refused.
    const isOpen = status === 'connecting' || (status === 'offline' && isRefusal(error) && restLeft(id) === 0);
    // Who renewed in vain had another credential, if somebody has replaced it meanwhile, or signed out.
    const isReplaced = isOpen && (await backends.get(id).catch(() => undefined)) !== backend;
    if (isOpen) await look(id, undefined, { all: false, mayRenew: isReplaced });
  }

  function asWatched(id: SourceId, connection: SourceConnection): Watched {
    const { state, goodAt, restsUntil } = connection;
    const status = state.status === 'online' || state.status === 'offline' ? state.status : 'other';
    const again = (signal: AbortSignal): Promise<unknown> => look(id, signal, { all: false, background: true });
    return {
      status,
      goodAt,
      restsUntil,
      look: again,
      check: async (signal) => (await connection.check(signal)) || again(signal),
    };
  }
}
