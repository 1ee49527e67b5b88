import { isMediafoldError } from 'mediafold';
import type { ConformanceCase } from 'mediafold/testing';
import { Interrupted } from './ask.ts';
import type { Cli } from './cli.ts';
import { printable } from './printable.ts';
import type { RequestRecorder, SentRequest } from './record-requests.ts';

export type Verdict = 'passed' | 'failed' | 'skipped';

export interface CaseOutcome {
  readonly name: string;
  readonly verdict: Verdict;
  readonly ms: number;
  /** Why it failed or was skipped. */
  readonly reason?: string;
  /** How far it looked. */
  readonly bounds?: string;
  /** Of a failure. */
  readonly sent?: readonly SentRequest[];
}

export interface CaseRun {
  readonly cases: readonly ConformanceCase[];
  readonly recorder: RequestRecorder;
  /** Nothing of what is said may hold one of them. */
  readonly secrets: readonly string[];
  /** Whether the server lacks what the case needs. */
  readonly isSkip: (error: unknown) => boolean;
}

/**
 * One after the other: servers at home are small, and what was sent has to belong to one case.
 *
 * @throws {Interrupted} after Ctrl-C, when the case that was running has put back what it changed
 */
export async function runCases(cli: Cli, run: CaseRun): Promise<readonly CaseOutcome[]> {
  const { terminal, interrupts } = cli;
  const outcomes: CaseOutcome[] = [];
  for (const [at, one] of run.cases.entries()) {
    if (terminal.canRedraw) terminal.note(`${at + 1}/${run.cases.length} ${one.name}`);
    const outcome = await runCase(cli, one, run);
    outcomes.push(outcome);
    if (!interrupts.signal.aborted) continue;
    // It may be about something that was not put back.
    if (outcome.verdict === 'failed') terminal.note(failureLine(outcome));
    throw new Interrupted('interrupted');
  }
  return outcomes;
}

async function runCase({ now, interrupts }: Cli, one: ConformanceCase, run: CaseRun): Promise<CaseOutcome> {
  const { name, skip, bounds } = one;
  if (skip !== undefined) return { name, verdict: 'skipped', ms: 0, reason: skip };
  run.recorder.take();
  const startedAt = now();
  const outcome = { name, ...(bounds === undefined ? {} : { bounds }) };
  try {
    await one.run();
    return { ...outcome, verdict: 'passed', ms: now() - startedAt };
  } catch (error) {
    if (interrupts.signal.aborted && isMediafoldError(error) && error.code === 'cancelled') {
      throw new Interrupted('interrupted');
    }
    const ms = now() - startedAt;
    const reason = withoutAny(run.secrets, error instanceof Error ? error.message : String(error));
    if (run.isSkip(error)) return { ...outcome, verdict: 'skipped', ms, reason };
    const sent = run.recorder.take().map((request) => ({ ...request, path: withoutAny(run.secrets, request.path) }));
    return { ...outcome, verdict: 'failed', ms, reason, sent };
  }
}

function failureLine({ name, reason = '' }: CaseOutcome): string {
  return printable(`${name}: ${reason.split('\n')[0] ?? ''}`);
}

function withoutAny(secrets: readonly string[], text: string): string {
  return secrets.filter((secret) => secret !== '').reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), text);
}
