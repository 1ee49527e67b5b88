import type { MediaBackend } from '../backends/media-backend.ts';
import type { ConnectionRepository } from '../db/repositories/connections.ts';
import type { SourceRepository } from '../db/repositories/sources.ts';
import { isMediafoldError, MediafoldError } from '../errors.ts';
import type { ConnectionState } from '../models/connection.ts';
import { createEmitter } from '../models/emitter.ts';
import type { Environment } from '../models/environment.ts';
import type { SourceId } from '../models/ids.ts';
import { createSharedRuns } from '../models/shared-runs.ts';
import { longestRestMs } from './connect/back-off.ts';
import type { ConnectionService } from './connect/connection-contract.ts';
import { isRefusal } from './connect/failure-scope.ts';
import type { LanAddresses } from './connect/lan-addresses.ts';
import { type RaceTimes, raceTimes } from './connect/race-policy.ts';
import { createSourceConnection } from './connect/source-connection.ts';
import type { ConnectionReport, SearchKind, SourceConnection } from './connect/source-state.ts';
import { type Watched, watch } from './connect/watch.ts';
import type { OpenBackends } from './open-backends.ts';

export interface ConnectionServiceOptions {
  readonly sources: Pick<SourceRepository, 'get' | 'setNeedsSignIn'>;
  readonly backends: OpenBackends;
  readonly known: Pick<ConnectionRepository, 'list' | 'add' | 'record'>;
  readonly environment: Environment;
  /** Asked for a source's addresses when none that is stored is good. Absent: nobody on the local network is. */
  readonly lanAddresses?: LanAddresses | undefined;
  /** For one address, milliseconds. Default 5,000. */
  readonly probeTimeoutMs?: number;
  readonly times?: Partial<RaceTimes>;
  /** An address that was quiet for so long is asked who it is before it gets the credential again. Default 10 min. */
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
    return runs.join(id, signal, (shared) =>
      of(id).search({ ...kind, signal: AbortSignal.any([shared, closing.signal]) }),
    );
  }

  /** How long a server that was looked for in vain is still left alone, milliseconds. */
  function restLeft(id: SourceId): number {
    const left = of(id).restsUntil - clock.now();
    // No rest is that long: the clock was put back meanwhile.
    return left > longestRestMs ? 0 : Math.max(0, left);
  }

  /** A server that was looked for in vain a moment ago is left alone: its callers are told at once. */
  function refuseWhileResting(id: SourceId): void {
    const { state } = of(id);
    const retryAfterMs = restLeft(id);
    if (state.status !== 'offline' || retryAfterMs === 0) return;
    const message = `${state.reason} (asked again in ${Math.ceil(retryAfterMs / 1000)} s)`;
    throw new MediafoldError('unavailable', message, { operation: 'connect', sourceId: id, retryAfterMs });
  }

  const service: ConnectionService = {
    async connect(id, { signal, all = false, anew = false } = {}) {
      if (anew) connections.get(id)?.rest();
      return look(id, signal, { all });
    },

    async backend(id, { signal } = {}) {
      const isFresh = of(id).state.status === 'online' && Math.abs(clock.now() - of(id).goodAt) < staleAfterMs;
      const open = isFresh ? await backends.get(id) : undefined;
      // A sign-in may have replaced the one that was connected.
      if (open?.connection !== undefined) return open;
      refuseWhileResting(id);
      const { state, reason } = await look(id, signal, { all: false });
      if (state.status === 'online') return backends.get(id);
      const code = state.status === 'needs-sign-in' ? 'unauthorized' : 'unavailable';
      throw new MediafoldError(code, reason, { operation: 'connect', sourceId: id });
    },

    async use(id, work, call = {}) {
      const backend = await service.backend(id, call);
      const at = backend.connection?.uri;
      try {
        const result = await work(backend);
        of(id).succeeded();
        return result;
      } catch (error) {
        // What the work met is the failure to tell, not one of keeping it in mind.
        if (!call.signal?.aborted) await learn(id, backend, error, at).catch(() => undefined);
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

    async networkChanged({ signal } = {}) {
      const used = [...connections].filter(([, { state }]) => state.status !== 'unknown');
      for (const [, connection] of used) connection.rest();
      return Promise.all(used.map(([id]) => look(id, signal, { all: false })));
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
      of(id).forget(needsSignIn);
    },

    state: (id) => connections.get(id)?.state ?? unknown,
    onState: stateChanged.on,

    async close() {
      closing.abort();
      for (const connection of connections.values()) connection.stop();
      await runs.stopAll();
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
  async function learn(id: SourceId, backend: MediaBackend, error: unknown, at: string | undefined): Promise<void> {
    await of(id).failed(backend, error, at);
    const { status } = of(id).state;
    // The search that is under way has the answer, or nobody has looked since it was refused.
    const isOpen = status === 'connecting' || (status === 'offline' && isRefusal(error) && restLeft(id) === 0);
    if (isOpen) await look(id, undefined, { all: false, mayRenew: false });
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
