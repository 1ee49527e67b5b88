import { NetworkFailure } from '../../errors.ts';
import type { ProbeOutcome, ProbeResult } from '../../models/connection.ts';
import { adviceFor } from './advice.ts';
import { bestOf } from './rank.ts';
import { verdictOf } from './verdict.ts';

export interface Choice {
  readonly status: 'online' | 'offline' | 'needs-sign-in';
  /** The one that a search would choose. */
  readonly best: ProbeResult | undefined;
  readonly reason: string;
}

/** What a search would make of these answers. A pinned address is the only one that counts. */
export function choiceAmong(results: readonly ProbeResult[]): Choice {
  const pinned = results.filter(({ candidate }) => candidate.pinned);
  const counting = pinned.length > 0 ? pinned : results;
  const best = bestOf(counting, 'ok');
  const heard = { results: counting, best, fresh: [], named: [], wasAsked: false, stop: () => undefined };
  const { status, reason } = verdictOf(heard);
  if (pinned.length === 0) return { status, best, reason };
  const others = results.filter(({ candidate, outcome }) => outcome === 'ok' && !candidate.pinned).length;
  const rest = best === undefined && others > 0 ? `; ${others} other${others === 1 ? '' : 's'} would do` : '';
  return { status, best, reason: `pinned; ${reason}${rest}` };
}

/** What the advice is given from. */
export interface Findings {
  readonly status: Choice['status'];
  /** Why nobody could be asked at all. */
  readonly blocked: string | undefined;
  readonly results: readonly ProbeResult[];
  readonly best: ProbeResult | undefined;
  readonly credential: { readonly state: 'good' | 'refused' | 'unknown' | 'missing'; readonly type?: string };
  /** How far the server's clock is ahead of this machine's, milliseconds. */
  readonly offset: number | undefined;
  readonly account: { readonly answered: boolean } | undefined;
  readonly lan: { readonly answered: boolean };
}

/** Certificates and signed tokens bear some difference; from here on they do not. */
const clockToleranceMs = 300_000;

/** Most telling first: what a person can do about an outcome, rather than what just is so away from home. */
const telling: readonly ProbeOutcome[] = [
  'starting',
  'tls',
  'forbidden',
  'insecure',
  'http-status',
  'not-a-media-server',
  'wrong-server',
  'dns',
  'refused',
  'timeout',
  'unreachable',
];

const unanswered: ReadonlySet<ProbeOutcome> = new Set(['dns', 'unreachable', 'timeout', 'cancelled']);

/** What the person could do, the most useful first. */
export function firstSteps(found: Findings): readonly string[] {
  const { status, results, best, credential, blocked } = found;
  if (blocked !== undefined) return credential.state === 'missing' ? signInSteps(found) : [blocked];
  const steps = [
    ...signInSteps(found),
    ...pinSteps(found),
    ...clockSteps(found),
    ...networkSteps(found),
    ...(status === 'offline' ? inOrder(results) : []),
    ...(best?.candidate.kind === 'relay' ? relaySteps(results) : []),
    // Good as it is, but somebody else gets asked each time.
    ...(status === 'online' ? inOrder(results.filter(({ outcome }) => outcome === 'wrong-server')) : []),
  ];
  return [...new Set(steps)];
}

function signInSteps({ credential }: Findings): readonly string[] {
  if (credential.state === 'missing') return ['Sign in again'];
  if (credential.state === 'refused') {
    return ['Sign in again, unless the next connection renews the credential by itself'];
  }
  return [];
}

function pinSteps({ best, results }: Findings): readonly string[] {
  const isPinned = results.some(({ candidate }) => candidate.pinned);
  const others = results.some(({ outcome }) => outcome === 'ok');
  return isPinned && best === undefined && others ? ['Unpin the address: others of this server are good'] : [];
}

function clockSteps({ offset, results }: Findings): readonly string[] {
  if (offset !== undefined && Math.abs(offset) > clockToleranceMs) {
    const minutes = Math.round(Math.abs(offset) / 60_000);
    const how = `${minutes} minutes ${offset > 0 ? 'behind' : 'ahead of'}`;
    return [`Set the clocks: this machine's is ${how} the server's`];
  }
  const isDated = ({ error }: ProbeResult): boolean =>
    error instanceof NetworkFailure && (error.tls === 'expired' || error.tls === 'not-yet-valid');
  const dated = results.find(isDated);
  const advice = dated === undefined ? undefined : adviceFor(dated);
  return advice === undefined ? [] : [advice];
}

/** Nobody answers, not even those who have nothing to do with the server: then it is not the server. */
function networkSteps({ status, results, account, lan }: Findings): readonly string[] {
  if (results.length === 0) return ['Add an address of the server'];
  const isSilent = results.every(({ outcome }) => unanswered.has(outcome)) && account?.answered !== true;
  return status === 'offline' && isSilent && !lan.answered ? ['Check whether this machine is online'] : [];
}

function relaySteps(results: readonly ProbeResult[]): readonly string[] {
  const others = inOrder(results.filter(({ candidate }) => candidate.kind !== 'relay'));
  return ['Only the slow way through the account service is open', ...others];
}

function inOrder(results: readonly ProbeResult[]): readonly string[] {
  return telling.flatMap((outcome) =>
    results
      .filter((result) => result.outcome === outcome)
      .flatMap((result) => {
        const advice = adviceFor(result);
        return advice === undefined ? [] : [advice];
      }),
  );
}
