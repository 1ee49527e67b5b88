import { isMediafoldError, type MediafoldError, NetworkFailure } from '../../errors.ts';
import type { Clock } from '../../models/clock.ts';
import type { Candidate, ProbeOutcome, ProbeResult } from '../../models/connection.ts';
import type { ServerId } from '../../models/ids.ts';
import type { ProbeOptions } from '../media-backend.ts';
import { withDeadline } from './deadline.ts';
import { wouldExpose } from './private-address.ts';

export interface ServerIdentity {
  readonly serverId: ServerId;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}

/** The two questions of a probe, as one vendor asks them. Neither may try again by itself or follow redirects. */
export interface ProbeQuestions {
  /** Without a credential. */
  whoAreYou(base: string, signal: AbortSignal): Promise<ServerIdentity>;
  isMyCredentialGood(base: string, signal: AbortSignal): Promise<void>;
}

export interface ProbeSetting {
  /** Absent before the first sign-in: whoever answers is the one. */
  readonly expected?: ServerId | undefined;
  readonly clock: Clock;
  readonly allowInsecure?: boolean | undefined;
}

const notTheServer: ReadonlySet<string> = new Set(['protocol', 'not-found', 'unsupported']);

/** Which outcome a failed question is. `asked` tells a page that is no media server from a token that is no good. */
function outcomeOf(error: MediafoldError, asked: 'identity' | 'credential'): ProbeOutcome {
  if (error instanceof NetworkFailure) {
    return error.problem === 'reset' || error.problem === 'other' ? 'unreachable' : error.problem;
  }
  if (error.code === 'timeout') return 'timeout';
  if (error.status === 503) return 'starting';
  if (asked === 'identity') {
    // Not by its status but by what it says of itself: it has no id yet.
    if (error.code === 'unavailable' && error.status === undefined) return 'starting';
    return notTheServer.has(error.code) ? 'not-a-media-server' : 'http-status';
  }
  if (error.remedy === 'sign-in-again') return 'unauthorized';
  if (error.code === 'forbidden') return 'forbidden';
  return error.code === 'protocol' && error.status === undefined ? 'not-a-media-server' : 'http-status';
}

/**
 * A connection that was kept open may be dead without anybody's knowledge: after a restart of the server, or in another
 * network. The question may be asked twice, and the second time it is asked on a new connection.
 */
async function whoIsThere(questions: ProbeQuestions, uri: string, signal: AbortSignal): Promise<ServerIdentity> {
  try {
    return await questions.whoAreYou(uri, signal);
  } catch (error) {
    if (!(error instanceof NetworkFailure) || error.problem !== 'reset') throw error;
    return questions.whoAreYou(uri, signal);
  }
}

/**
 * Keeps what `MediaBackend.probe` promises, for any vendor.
 *
 * @throws {MediafoldError} `cancelled`, and nothing else
 */
export async function probeCandidate(
  candidate: Candidate,
  questions: ProbeQuestions,
  setting: ProbeSetting,
  options: ProbeOptions,
): Promise<ProbeResult> {
  const { expected, clock, allowInsecure } = setting;
  const startedAt = clock.now();
  let who: ServerIdentity | undefined;
  const result = (outcome: ProbeOutcome, reason: string, error?: MediafoldError): ProbeResult => ({
    candidate,
    outcome,
    reason,
    ...(who === undefined ? {} : { serverId: who.serverId, latencyMs: clock.now() - startedAt }),
    ...(who?.name === undefined ? {} : { serverName: who.name }),
    ...(who?.version === undefined ? {} : { version: who.version }),
    ...(error === undefined ? {} : { error }),
  });
  const deadline = { operation: 'probe', ms: options.timeoutMs, clock, signal: options.signal };
  try {
    return await withDeadline(deadline, async (signal) => {
      who = await whoIsThere(questions, candidate.uri, signal);
      if (expected !== undefined && who.serverId !== expected) {
        const name = who.name === undefined ? 'another server' : `another server, "${who.name}"`;
        return result('wrong-server', `${name} answers there`);
      }
      if (wouldExpose(candidate.uri, allowInsecure)) {
        return result('insecure', 'plain http to a public address would show the credential to others');
      }
      await questions.isMyCredentialGood(candidate.uri, signal);
      return result('ok', 'the right server, and the credential is good');
    });
  } catch (error) {
    if (!isMediafoldError(error)) throw error;
    if (error.code === 'cancelled') throw error;
    return result(
      outcomeOf(error, who === undefined ? 'identity' : 'credential'),
      error.explanation ?? error.message,
      error,
    );
  }
}
