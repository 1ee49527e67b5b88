import { isMediafoldError, MediafoldError, NetworkFailure } from '../../errors.ts';
import { cancelled } from '../../models/clock.ts';
import type { Candidate } from '../../models/connection.ts';
import type { Environment } from '../../models/environment.ts';
import type { CallOptions } from '../auth-provider.ts';
import type { HttpClient } from '../http/http-client.ts';
import { typedCandidates } from '../http/typed-address.ts';
import { refuseToExpose, wouldExpose } from './insecure-address.ts';
import { advertisedCandidates, askServer, type JellyfinServer } from './jellyfin-connections.ts';

export interface FindOptions {
  /** As a person typed it. */
  readonly url: string;
  readonly allowInsecure?: boolean | undefined;
}

export interface FoundServer {
  /** Address to go on with. */
  readonly base: string;
  readonly server: JellyfinServer;
  /** The good address first, then what else was meant, then what the server says about itself. */
  readonly candidates: readonly Candidate[];
}

interface Answered {
  readonly candidate: Candidate;
  readonly server: JellyfinServer;
}

interface Failed {
  readonly candidate: Candidate;
  readonly error: MediafoldError;
}

const operation = 'find the server';
const defaultPorts = { http: 8096, https: 8920 } as const;
/** For one address. */
const timeoutMs = 10_000;
/** How long an answer waits for a better address to answer too. */
const graceMs = 1_500;

/**
 * Asks every address that a person can have meant, all at once and without a credential, and takes the best one that
 * answered: https before http, then in the order of likelihood.
 *
 * @throws {MediafoldError} one error that names every address and what is wrong with it; `invalid-argument` when the text is no
 *   address, or the server can only be reached where a credential could be read on the way
 */
export async function findServer(
  client: HttpClient,
  environment: Environment,
  options: FindOptions,
  call: CallOptions = {},
): Promise<FoundServer> {
  const candidates = typedCandidates(options.url, defaultPorts);
  const { answered, failed } = await askAll(client, environment, candidates, options, call);
  if (call.signal?.aborted) throw cancelled(operation);
  const inOrder = [...answered].sort((a, b) => rank(candidates, a) - rank(candidates, b));
  const best = inOrder.find(({ candidate }) => !wouldExpose(candidate.uri, options.allowInsecure)) ?? inOrder[0];
  if (best === undefined) throw nobody(candidates, failed);
  refuseToExpose(operation, best.candidate.uri, options.allowInsecure);
  const { candidate: good, server } = best;
  const others = new Set(
    answered.filter((each) => each.server.serverId !== server.serverId).map((each) => each.candidate),
  );
  const meant = candidates.filter((each) => each !== good && !others.has(each));
  const known = new Set([good, ...meant].map(({ uri }) => uri));
  const advertised = advertisedCandidates(server).filter(({ uri }) => !known.has(uri));
  return { base: good.uri, server, candidates: [good, ...meant, ...advertised] };
}

function rank(candidates: readonly Candidate[], { candidate }: Answered): number {
  return candidates.indexOf(candidate) + (candidate.secure ? 0 : candidates.length);
}

async function askAll(
  client: HttpClient,
  { clock }: Environment,
  candidates: readonly Candidate[],
  { allowInsecure }: FindOptions,
  { signal }: CallOptions,
): Promise<{ answered: readonly Answered[]; failed: readonly Failed[] }> {
  const answered: Answered[] = [];
  const failed: Failed[] = [];
  const enough = new AbortController();
  const giveUp = (): void => enough.abort();
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted) giveUp();
  let isUsable = (): void => undefined;
  const usable = new Promise<void>((resolve) => {
    isUsable = resolve;
  });
  const attempts = candidates.map(async (candidate) => {
    try {
      const server = await askServer(client, candidate.uri, { signal: enough.signal, retries: 0, timeoutMs });
      answered.push({ candidate, server });
      if (!wouldExpose(candidate.uri, allowInsecure)) isUsable();
    } catch (error) {
      if (!isMediafoldError(error)) throw error;
      failed.push({ candidate, error });
    }
  });
  try {
    await Promise.race([Promise.all(attempts), usable.then(() => clock.sleep(graceMs, enough.signal))]);
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
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

function nobody(candidates: readonly Candidate[], failed: readonly Failed[]): MediafoldError {
  const inOrder = candidates.flatMap((candidate) => failed.filter((each) => each.candidate === candidate));
  const reasons = inOrder.map(({ candidate, error }) => {
    const reason = error.message.replace(/^ask which server it is: /, '');
    return reason.startsWith(candidate.uri) ? reason : `${candidate.uri}: ${reason}`;
  });
  const message = `${operation}: no Jellyfin server was found. ${reasons.join('. ')}`;
  const errors = inOrder.map(({ error }) => error);
  const main = telling.map((is) => errors.find(is)).find((error) => error !== undefined) ?? errors[0];
  const facts = { operation, status: main?.status, retryAfterMs: main?.retryAfterMs };
  if (main instanceof NetworkFailure) return new NetworkFailure(main.problem, message, facts);
  return new MediafoldError(main?.code ?? 'unavailable', message, facts);
}
