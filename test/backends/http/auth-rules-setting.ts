import type { MediaBackend } from '../../../src/backends/media-backend.ts';
import { type ErrorCode, isMediafoldError, type Remedy } from '../../../src/errors.ts';
import { type Clock, cancelled } from '../../../src/models/clock.ts';
import type { ConnectionState } from '../../../src/models/connection.ts';
import type { CredentialType } from '../../../src/models/credential.ts';
import type { SignedInServer } from '../../../src/models/source.ts';
import { raceTimes } from '../../../src/services/connect/race-policy.ts';
import type { Mediafold } from '../../../src/services/mediafold.ts';
import { openMediafold } from '../../../src/services/open-mediafold.ts';
import type { Faults, LoggedRequest } from '../../../src/testing/index.ts';

/** Whole seconds, so that a date in a header says the same moment. */
export const startAt: number = Date.UTC(2026, 10, 21, 12);

const raceWaits: readonly number[] = Object.values(raceTimes);

/** Round lengths are deadlines, which never come by themselves, and in a race answers come first. Pauses have other ones: see `random`. */
const isDeadline = (ms: number): boolean => raceWaits.includes(ms) || (ms >= 5_000 && ms % 5_000 === 0);

interface NotingClock extends Clock {
  readonly pauses: number[];
  /** Past what a server asked all calls to wait for. */
  moveOn(): void;
}

/** Pauses take no time and are written down. The time of day stands still until it is moved. */
function notingClock(): NotingClock {
  const pauses: number[] = [];
  let now = startAt;
  return {
    pauses,
    now: () => now,
    moveOn: () => {
      now += 30_000;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => reject(cancelled('wait'));
        if (signal?.aborted) stop();
        signal?.addEventListener('abort', stop, { once: true });
        if (isDeadline(ms)) return;
        setImmediate(() => {
          if (!signal?.aborted) pauses.push(ms);
          resolve();
        });
      }),
  };
}

/** What a call came to, counted on the other side of the socket. */
export interface Observed {
  /** How often the call itself was sent. */
  readonly requests: number;
  /** How often somebody was asked for another credential. */
  readonly renewals: number;
  readonly pauses: readonly number[];
  readonly outcome: 'done' | { readonly code: ErrorCode; readonly remedy: Remedy; readonly retryAfterMs?: number };
  readonly source: ConnectionState['status'];
}

/** A call at one place that may answer with trouble. */
export interface Call {
  readonly path: string | RegExp;
  readonly faults: Faults;
  run(): Promise<unknown>;
}

export interface Place {
  readonly fold: Mediafold;
  readonly read: Call;
  /** Absent: nothing is changed there. */
  readonly write?: Call;
  /** Asked for another credential, instead of or after the call. */
  readonly renewal?: { readonly path: string; readonly faults: Faults };
  /** Where a probe finds out whether the credential is good. */
  readonly credentialPath?: string;
  /** Makes the credential that is held worthless; the renewal gives another. */
  revoke?(): void;
  setStarting?(starting: boolean): void;
  /** Keeps who asks for another credential waiting until the call was sent so often. Resolves when it was. */
  holdRenewal?(requests: number): Promise<void>;
  /** All faults away, connected, nothing counted yet. @returns the source's state */
  reset(): Promise<ConnectionState['status']>;
  observe(call: Call): Promise<Observed>;
  close(): Promise<void>;
}

export type Seam = Omit<Place, 'fold' | 'reset' | 'observe' | 'close' | 'read' | 'write'> & {
  readonly read: (backend: MediaBackend) => Promise<unknown>;
  readonly readAt: Pick<Call, 'path' | 'faults'>;
  readonly write?: (backend: MediaBackend) => Promise<unknown>;
  readonly writeAt?: Pick<Call, 'path' | 'faults'>;
  /** False: the work does not go through the service that learns from failures, as when addresses are looked up. */
  readonly learns: boolean;
  readonly logs: readonly { all(): readonly LoggedRequest[]; clear(): void }[];
  readonly allFaults: readonly Faults[];
  login(fold: Mediafold): Promise<SignedInServer>;
  readonly plexTvUrl?: string;
  closeServers(): Promise<void>;
};

const hits = (path: string | RegExp, request: LoggedRequest): boolean =>
  typeof path === 'string' ? path === request.path : path.test(request.path);

export async function openPlace(seam: Seam): Promise<Place> {
  const clock = notingClock();
  const fold = await openMediafold({
    path: ':memory:',
    product: 'Rules',
    version: '1',
    lan: false,
    // A tenth more than the shortest pause: no pause is as long as a deadline.
    environment: { clock, random: () => 0.2 },
    ...(seam.plexTvUrl === undefined ? {} : { plexTvUrl: seam.plexTvUrl }),
  });
  const { source } = await fold.signIn.add(await seam.login(fold));
  const state = (): ConnectionState['status'] => fold.connections.state(source.id).status;
  const kind = async (): Promise<CredentialType | undefined> => (await fold.sources.list())[0]?.credential;
  const signedInWith = await kind();
  const runner = (work: (backend: MediaBackend) => Promise<unknown>) => async (): Promise<unknown> =>
    seam.learns ? fold.connections.use(source.id, work) : work(await fold.connections.backend(source.id));
  const asked = (path: string | RegExp): number =>
    seam.logs.flatMap((log) => log.all()).filter((request) => hits(path, request)).length;
  let wasLimited = false;
  const { read, readAt, write, writeAt, renewal, credentialPath, revoke, setStarting, holdRenewal } = seam;
  return {
    fold,
    read: { ...readAt, run: runner(read) },
    ...(write === undefined || writeAt === undefined ? {} : { write: { ...writeAt, run: runner(write) } }),
    ...(renewal === undefined ? {} : { renewal }),
    ...(credentialPath === undefined ? {} : { credentialPath }),
    ...(revoke === undefined ? {} : { revoke }),
    ...(setStarting === undefined ? {} : { setStarting }),
    ...(holdRenewal === undefined ? {} : { holdRenewal }),
    async reset() {
      for (const faults of seam.allFaults) faults.clear();
      if (wasLimited) clock.moveOn();
      wasLimited = false;
      setStarting?.(false);
      await fold.connections.connect(source.id);
      const status = state();
      // A password that was refused is forgotten; whatever row comes next begins with one.
      if ((await kind()) !== signedInWith) await fold.signIn.add(await seam.login(fold));
      if (state() !== status) await fold.connections.connect(source.id);
      for (const log of seam.logs) log.clear();
      clock.pauses.length = 0;
      return status;
    },
    async observe({ run, path }) {
      const outcome = await run().then(
        () => 'done' as const,
        (error: unknown) => {
          if (!isMediafoldError(error)) throw error;
          const { code, remedy, retryAfterMs } = error;
          return { code, remedy, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
        },
      );
      wasLimited = outcome !== 'done' && outcome.code === 'rate-limited';
      const renewals = renewal === undefined || renewal.path === path ? 0 : asked(renewal.path);
      return { requests: asked(path), renewals, pauses: [...clock.pauses], outcome, source: state() };
    },
    async close() {
      await fold.close();
      await seam.closeServers();
    },
  };
}
