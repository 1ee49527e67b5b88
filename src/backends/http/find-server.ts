import { isMediafoldError, MediafoldError, NetworkFailure } from '../../errors.ts';
import { type Clock, cancelled } from '../../models/clock.ts';
import type { Candidate } from '../../models/connection.ts';
import type { ServerId } from '../../models/ids.ts';
import type { CallOptions } from '../auth-provider.ts';
import { refuseToExpose, wouldExpose } from './private-address.ts';
import { type DefaultPorts, dedupe, typedCandidates } from './typed-address.ts';

export interface TypedServer {
  /** As a person typed it: `192.168.1.5`, `media.example.org/base`. Several: all have to lead to the same server. */
  readonly url: string | readonly string[];
  /** Go on over plain http to a public address. Default false. */
  readonly allowInsecure?: boolean | undefined;
}

/** How one vendor's servers are asked who they are. */
export interface FindSetting<S> {
  /** In messages. */
  readonly vendor: string;
  readonly ports: DefaultPorts;
  readonly clock: Clock;
  /** Without a credential, and without a second try. */
  whoAreYou(base: string, options: { readonly signal: AbortSignal; readonly timeoutMs: number }): Promise<S>;
}

export interface AnsweringServer<S> {
  /** Address to go on with. */
  readonly base: string;
  readonly server: S;
  /** The good address first, then what else was meant. Never one at which another server answered. */
  readonly candidates: readonly Candidate[];
}

interface Answered<S> {
  readonly candidate: Candidate;
  readonly server: S;
}

interface Failed {
  readonly candidate: Candidate;
  readonly error: MediafoldError;
}

const operation = 'find the server';
/** For one address. */
const timeoutMs = 10_000;
/** How long an answer waits for a better address to answer too. */
const graceMs = 1_500;

/**
 * Asks every address that a person can have meant, all at once and without a credential, and takes the best one that
 * answered: https before http, then in the order of likelihood.
 *
 * @throws {MediafoldError} one error that names every address and what is wrong with it; `invalid-argument` when the text is no
 *   address, or the server can only be reached where a credential could be read on the way; `wrong-server` when two texts
 *   lead to two servers
 */
export async function findServer<S extends { readonly serverId: ServerId; readonly name?: string }>(
  setting: FindSetting<S>,
  { url, allowInsecure }: TypedServer,
  { signal }: CallOptions = {},
): Promise<AnsweringServer<S>> {
  const meanings = [url].flat().map((text) => typedCandidates(text, setting.ports));
  const candidates = dedupe(meanings.flat());
  const { answered, failed } = await askAll(setting, candidates, allowInsecure, signal);
  if (signal?.aborted) throw cancelled(operation);
  const inOrder = [...answered].sort((a, b) => rank(candidates, a) - rank(candidates, b));
  const best = inOrder.find(({ candidate }) => !wouldExpose(candidate.uri, allowInsecure)) ?? inOrder[0];
  if (best === undefined) throw nobody(setting.vendor, candidates, failed);
  refuseToExpose(operation, best.candidate.uri, allowInsecure);
  const { candidate: good, server } = best;
  for (const meant of meanings)
    refuseAnother(
      best,
      answered.filter(({ candidate }) => meant.some(({ uri }) => uri === candidate.uri)),
    );
  const others = answered.filter((each) => each.server.serverId !== server.serverId).map((each) => each.candidate);
  const meant = candidates.filter((each) => each !== good && !others.includes(each));
  return { base: good.uri, server, candidates: [good, ...meant] };
}

/** Of one text: that another server than the right one has some other meaning of it is nobody's fault. */
function refuseAnother<S extends { readonly serverId: ServerId; readonly name?: string }>(
  { candidate: good, server }: Answered<S>,
  answers: readonly Answered<S>[],
): void {
  const [first] = answers;
  if (first === undefined || answers.some((each) => each.server.serverId === server.serverId)) return;
  const name = first.server.name === undefined ? 'another server' : `another server, "${first.server.name}",`;
  const message = `${operation}: ${name} answers at ${first.candidate.uri} than at ${good.uri}`;
  throw new MediafoldError('wrong-server', message, { operation });
}

function rank(candidates: readonly Candidate[], { candidate }: Answered<unknown>): number {
  return candidates.indexOf(candidate) + (candidate.secure ? 0 : candidates.length);
}

async function askAll<S>(
  { clock, whoAreYou }: FindSetting<S>,
  candidates: readonly Candidate[],
  allowInsecure: boolean | undefined,
  signal: AbortSignal | undefined,
): Promise<{ readonly answered: readonly Answered<S>[]; readonly failed: readonly Failed[] }> {
  const answered: Answered<S>[] = [];
  const failed: Failed[] = [];
  const enough = new AbortController();
  const stop = signal === undefined ? enough.signal : AbortSignal.any([enough.signal, signal]);
  let isUsable = (): void => undefined;
  const usable = new Promise<void>((resolve) => {
    isUsable = resolve;
  });
  const attempts = candidates.map(async (candidate) => {
    try {
      answered.push({ candidate, server: await whoAreYou(candidate.uri, { signal: stop, timeoutMs }) });
      if (!wouldExpose(candidate.uri, allowInsecure)) isUsable();
    } catch (error) {
      if (!isMediafoldError(error)) throw error;
      failed.push({ candidate, error });
    }
  });
  try {
    await Promise.race([Promise.all(attempts), usable.then(() => clock.sleep(graceMs, stop))]);
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    enough.abort();
  }
  return { answered: [...answered], failed: [...failed] };
}

/** Which failure says most about what a person should do: a starting server before a web page before a closed port. */
const telling: readonly ((error: MediafoldError) => boolean)[] = [
  ({ status }) => status === 503,
  ({ code }) => code === 'unsupported',
  (error) => !(error instanceof NetworkFailure) && error.code !== 'timeout',
  ({ code }) => code === 'untrusted-certificate',
  ({ code }) => code === 'timeout',
];

function nobody(vendor: string, candidates: readonly Candidate[], failed: readonly Failed[]): MediafoldError {
  const inOrder = candidates.flatMap((candidate) => failed.filter((each) => each.candidate === candidate));
  // A name that nobody has was tried in four ways, and is one reason.
  const alike = new Map<string, readonly string[]>();
  for (const { candidate, error } of inOrder) {
    const other = error.code === 'not-found' ? `what answers there is no ${vendor} server` : undefined;
    const why = other ?? error.explanation ?? error.message;
    alike.set(why, [...(alike.get(why) ?? []), candidate.uri]);
  }
  const reasons = [...alike].map(([why, uris]) => `${uris.join(', ')}: ${why}`);
  const message = `${operation}: no ${vendor} server was found. ${reasons.join('. ')}`;
  const errors = inOrder.map(({ error }) => error);
  const main = telling.map((is) => errors.find(is)).find((error) => error !== undefined) ?? errors[0];
  const facts = { operation, status: main?.status, retryAfterMs: main?.retryAfterMs };
  if (main instanceof NetworkFailure) return new NetworkFailure(main.problem, message, facts);
  return new MediafoldError(main?.code === 'not-found' ? 'protocol' : (main?.code ?? 'unavailable'), message, facts);
}
