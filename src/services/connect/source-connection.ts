import type { MediaBackend } from '../../backends/media-backend.ts';
import { isMediafoldError, MediafoldError } from '../../errors.ts';
import type { Candidate, Connection, ConnectionState, ProbeResult } from '../../models/connection.ts';
import type { Source } from '../../models/source.ts';
import { failureText } from '../failure-text.ts';
import { backOffMs } from './back-off.ts';
import { isAbsence, isRefusal } from './failure-scope.ts';
import { createLastingState } from './lasting-state.ts';
import { wayOffRelay } from './leave-relay.ts';
import type { RaceOutcome } from './race.ts';
import { connectionOf, search } from './search.ts';
import type { SourceConnectionParts } from './source-parts.ts';
import type { ConnectionReport, SearchKind, SourceConnection } from './source-state.ts';
import { chosenFirst, verdictOf } from './verdict.ts';
import { writeDown } from './write-down.ts';

export function createSourceConnection(parts: SourceConnectionParts): SourceConnection {
  const { id, sources, backends, known, environment, times, probeTimeoutMs, askAccountEveryMs, onState } = parts;
  const { clock, logger } = environment;
  const looking = { clock, logger, times, probeTimeoutMs, lanAddresses: parts.lanAddresses };
  let state: ConnectionState =
    parts.waitsFor === undefined
      ? { status: 'unknown' }
      : { status: 'needs-sign-in', since: clock.now(), reason: parts.waitsFor };
  const lasting = createLastingState(state);
  /** What was in use before a search that nothing has given cause for, as long as that runs. */
  let kept: Connection | undefined;
  let goodAt = Number.NEGATIVE_INFINITY;
  let askedAccountAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let restsUntil = Number.NEGATIVE_INFINITY;
  let refused: MediaBackend | undefined;
  /** Ends what goes on in the background for the connection as it is. */
  let background = new AbortController();
  /** Ends the search that runs, so that it begins anew. */
  let anew = new AbortController();

  function enter(next: ConnectionState): ConnectionState {
    state = lasting(next);
    if (state.status !== 'connecting') kept = undefined;
    onState(state);
    return state;
  }

  function endBackground(): void {
    background.abort();
    background = new AbortController();
  }

  /** What an old credential met says nothing about the one that a person has signed in with meanwhile. */
  async function isReplaced(backend: MediaBackend): Promise<boolean> {
    await backends.refresh(id).catch(() => undefined);
    return (await backends.get(id).catch(() => undefined)) !== backend;
  }

  /** Moves to an address that was found good, while the backend is in use. */
  async function adopt(backend: MediaBackend, result: ProbeResult): Promise<void> {
    if ((await backends.get(id)) !== backend || state.status !== 'online') return;
    const better = connectionOf(result.candidate);
    if (state.connection.uri === better.uri) return;
    backend.useConnection(better);
    goodAt = clock.now();
    enter({ status: 'online', connection: better, since: goodAt });
    await known.record(id, [result], better.uri);
  }

  const inBackground = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      if (isMediafoldError(error) && error.code === 'cancelled') return;
      logger.warn({ sourceId: id, error: String(error) }, 'a look for a better address failed');
    });
  };

  /** Whether the account may be asked for addresses though nobody waits for them. */
  const mayAskAccount = (): boolean => Math.abs(clock.now() - askedAccountAt) >= askAccountEveryMs;

  async function leaveRelay(backend: MediaBackend, { signal }: AbortController): Promise<void> {
    const onLook = async ({ wasAsked, fresh }: RaceOutcome): Promise<void> => {
      if (wasAsked) askedAccountAt = clock.now();
      await known.add(id, fresh);
    };
    const asking = { addresses: () => known.list(id), mayAskForAddresses: mayAskAccount, onLook };
    const best = await wayOffRelay(backend, { ...looking, ...asking, signal });
    if (best !== undefined) await adopt(backend, best);
  }

  /** Whatever brought the source online: a relay is left again. */
  function followUp(backend: MediaBackend, now: ConnectionState): void {
    if (now.status === 'online' && now.connection.kind === 'relay') inBackground(leaveRelay(backend, background));
  }

  async function settle(backend: MediaBackend, found: RaceOutcome, isAfresh: boolean): Promise<ConnectionReport> {
    const now = clock.now();
    const verdict = verdictOf(found);
    const { chosen, reason } = verdict;
    if (verdict.status === 'online') {
      backend.useConnection(verdict.chosen, isAfresh);
      goodAt = now;
      failures = 0;
      restsUntil = Number.NEGATIVE_INFINITY;
      enter({ status: 'online', connection: verdict.chosen, since: now });
      followUp(backend, state);
    } else {
      failures += 1;
      restsUntil = now + backOffMs(failures, environment.random());
      refused = verdict.status === 'needs-sign-in' ? backend : undefined;
      enter({ status: verdict.status, since: now, reason });
    }
    await writeDown(known, id, found, clock);
    // Offline says nothing about the credential, nor does what an old one met about one that came while that was written down.
    if (verdict.status !== 'offline' && !anew.signal.aborted && !backends.isChanging(id)) {
      await sources.setNeedsSignIn(id, verdict.status === 'online' ? undefined : reason);
    }
    const results = chosenFirst(found.results, chosen);
    return { source: backend.source, reason, state, results, ...(chosen === undefined ? {} : { chosen }) };
  }

  function giveUp(
    source: Source,
    before: ConnectionState,
    backend: MediaBackend | undefined,
    error: unknown,
  ): ConnectionReport {
    // A source whose credential is lost or cannot be decrypted is still a source: it waits for its person.
    if (isMediafoldError(error) && error.code === 'unauthorized') {
      const reason = error.explanation ?? error.message;
      return { source, reason, state: enter({ status: 'needs-sign-in', since: clock.now(), reason }), results: [] };
    }
    enter(before);
    if (backend !== undefined) followUp(backend, before);
    throw error;
  }

  /** @param before what holds again when the search is given up */
  async function searchFrom(before: ConnectionState, kind: SearchKind): Promise<ConnectionReport> {
    const { signal, all, background: isBackground = false, mayRenew = true, isDoubted = true } = kind;
    const source = await sources.get(id);
    endBackground();
    const mine = background;
    const isAfresh = anew.signal.aborted;
    anew = new AbortController();
    const again = anew.signal;
    kept = before.status === 'online' && !isDoubted && !isAfresh ? before.connection : undefined;
    if (state.status !== 'connecting') enter({ status: 'connecting' });
    let backend: MediaBackend | undefined;
    try {
      const asking = await backends.get(id);
      backend = asking;
      const stored = await known.list(id);
      // The account was asked a moment ago when a credential was refused. Not in this network, when it is another one.
      const askForAddresses = isAfresh || (mayRenew && (!isBackground || mayAskAccount()));
      let better: ProbeResult | undefined;
      const onBetter = (result: ProbeResult): void => {
        better = result;
        if (!mine.signal.aborted) inBackground(adopt(asking, result));
      };
      const how = { stored, all, onBetter, askForAddresses, mayRenew, isOtherNetwork: isAfresh };
      const found = await search(backend, { ...looking, ...how, signal: AbortSignal.any([signal, again]) });
      if (found.wasAsked) askedAccountAt = clock.now();
      mine.signal.addEventListener('abort', () => found.stop(), { once: true });
      if (!(await isReplaced(backend)) && !again.aborted) {
        const report = await settle(backend, found, isAfresh);
        // One that answered before the source was online.
        if (better !== undefined && !mine.signal.aborted) inBackground(adopt(asking, better));
        if (!again.aborted) return report;
      }
    } catch (error) {
      const isOver = backend === undefined || signal.aborted || !(again.aborted || (await isReplaced(backend)));
      if (isOver) return giveUp(source, before, backend, error);
    }
    // Unless a sign-in or a sign-out has said meanwhile what holds. What was renewed in vain was another credential.
    return searchFrom(state.status === 'connecting' ? before : state, { ...kind, mayRenew: true });
  }

  const connection: SourceConnection = {
    get state() {
      return state;
    },
    get inUse() {
      return state.status === 'online' ? state.connection : kept;
    },
    get goodAt() {
      return goodAt;
    },
    get restsUntil() {
      return restsUntil;
    },
    get refused() {
      return refused;
    },

    search: (kind) => searchFrom(state, kind),

    succeeded() {
      goodAt = clock.now();
    },

    async failed(backend, error, at) {
      const before = state;
      if (before.status !== 'online') return;
      if (!isRefusal(error) && !(isAbsence(error) && before.connection.uri === at)) return;
      const isOld = await isReplaced(backend);
      if (state !== before) return;
      endBackground();
      // Nothing is known of a credential that was stored since. And not "needs sign-in" yet: another server may have the
      // address now, and another address may be good. The next call looks at once, since nobody has looked so far.
      enter(isOld ? { status: 'unknown' } : { status: 'offline', since: clock.now(), reason: failureText(error) });
    },

    async check(signal) {
      const began = state;
      if (began.status !== 'online') return false;
      const backend = await backends.get(id);
      const candidate: Candidate = { ...began.connection, origin: 'remembered' };
      const result = await backend.probe(candidate, { timeoutMs: probeTimeoutMs, signal });
      // Whoever looked meanwhile knows better.
      if (state !== began) return true;
      if (result.outcome === 'ok') goodAt = clock.now();
      else await connection.failed(backend, new MediafoldError('unavailable', result.reason), candidate.uri);
      return result.outcome === 'ok';
    },

    rest() {
      failures = 0;
      restsUntil = Number.NEGATIVE_INFINITY;
      kept = undefined;
      anew.abort();
    },

    forget(needsSignIn) {
      endBackground();
      connection.rest();
      if (needsSignIn !== undefined) enter({ status: 'needs-sign-in', since: clock.now(), reason: needsSignIn });
      else if (state.status !== 'unknown') enter({ status: 'unknown' });
    },

    stop: () => background.abort(),
  };
  return connection;
}
