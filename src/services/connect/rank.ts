import type { Connection, ConnectionKind, ProbeResult } from '../../models/connection.ts';

/** Lower is better. */
export const kindRank: Readonly<Record<ConnectionKind, number>> = { local: 0, direct: 1, relay: 2 };

/** How good an address is before anybody has answered: local before direct before relay, then https before http. */
export function grade({ kind, secure }: Connection): number {
  return kindRank[kind] * 2 + (secure ? 0 : 1);
}

/** Best first. Never equal for different addresses, so that the same answers always give the same choice. */
function compareAnswers(a: ProbeResult, b: ProbeResult): number {
  return (
    grade(a.candidate) - grade(b.candidate) ||
    (a.latencyMs ?? Number.POSITIVE_INFINITY) - (b.latencyMs ?? Number.POSITIVE_INFINITY) ||
    (a.candidate.uri < b.candidate.uri ? -1 : 1)
  );
}

export function bestOf(results: readonly ProbeResult[], outcome: ProbeResult['outcome']): ProbeResult | undefined {
  return results.filter((result) => result.outcome === outcome).sort(compareAnswers)[0];
}

/** Why this one, in a sentence for people. */
export function explainChoice(chosen: ProbeResult, results: readonly ProbeResult[]): string {
  const { kind, secure } = chosen.candidate;
  const others = results.filter((result) => result !== chosen);
  const good = others.filter((result) => result.outcome === 'ok').length;
  const failed = others.filter((result) => result.outcome !== 'ok' && result.outcome !== 'cancelled').length;
  const latency = chosen.latencyMs === undefined ? '' : ` in ${Math.round(chosen.latencyMs)} ms`;
  const rank = good > 0 ? `best of ${good + 1} that are good` : 'the only good one';
  const rest = failed > 0 ? `, ${failed} ${failed === 1 ? 'is' : 'are'} not` : '';
  return `${kind}, ${secure ? 'encrypted' : 'not encrypted'}, answered${latency}; ${rank}${rest}`;
}
