import { setTimeout } from 'node:timers/promises';
import { median } from '../measure.ts';
import { type Contender, contenders } from './contenders.ts';
import { type Crowd, type CrowdKind, startCrowd } from './crowd.ts';

const kinds: readonly CrowdKind[] = ['alone', 'refused', 'silent'];
const dead = 9;

/**
 * One good address among nine that are none, against the good one alone. Rounds are interleaved: each round asks every
 * contender in every surrounding, so that a slow moment of the machine meets all of them. Prints medians.
 */
export async function nineDead(quick: boolean): Promise<void> {
  const crowds = await Promise.all(kinds.map((kind) => startCrowd(kind, dead)));
  const measured = new Map<Contender, Map<CrowdKind, number[]>>(
    contenders.map((contender) => [contender, new Map(kinds.map((kind) => [kind, []]))]),
  );
  /** How many of the silent addresses were sent a credential in one run, at most. */
  const strangers = new Map<Contender, number>();
  const runsOf = ({ runs }: Contender, kind: CrowdKind): number => (quick ? runs[kind].quick : runs[kind].full);
  const rounds = Math.max(...contenders.flatMap((contender) => kinds.map((kind) => runsOf(contender, kind))));
  try {
    // One round more than counted: in the first, code is loaded and connections to plex.tv are made.
    for (let round = 0; round <= rounds; round += 1) {
      for (const contender of contenders) {
        // In turn: none of them is always the one after the slowest.
        for (const crowd of [...crowds.slice(round % crowds.length), ...crowds.slice(0, round % crowds.length)]) {
          const isWarmUp = round === 0 && crowd.kind === 'alone';
          if (!isWarmUp && (round === 0 || round > runsOf(contender, crowd.kind))) continue;
          for (const place of crowd.dead) place.clear();
          const ms = await contender.connect(crowd);
          if (!isWarmUp) measured.get(contender)?.get(crowd.kind)?.push(ms);
          if (crowd.kind !== 'silent') continue;
          // Some go on asking the others after they have made their choice.
          await setTimeout(50);
          const told = crowd.dead.filter(({ tokens }) => tokens.length > 0).length;
          strangers.set(contender, Math.max(told, strangers.get(contender) ?? 0));
        }
      }
    }
    print(measured, strangers);
  } finally {
    await Promise.all(crowds.map((crowd: Crowd) => crowd.close()));
  }
}

function print(
  measured: ReadonlyMap<Contender, ReadonlyMap<CrowdKind, readonly number[]>>,
  strangers: ReadonlyMap<Contender, number>,
): void {
  const lines = [
    `one good address and ${dead} that are none: milliseconds until connected, nothing remembered`,
    'refused: nothing listens at the nine. silent: they take the connection and never answer.',
  ];
  for (const [contender, byKind] of measured) {
    const { name, work } = contender;
    const alone = median(byKind.get('alone') ?? []);
    const cells = [...byKind].map(([kind, all]) => {
      const ms = median(all);
      const against = kind === 'alone' ? '' : ` (${plus(ms - alone)} ms, ${(ms / alone).toFixed(1)}x)`;
      return `${kind} ${ms.toFixed(1)}${against}, median of ${all.length}`;
    });
    lines.push(`  ${name}: ${work}`, ...cells.map((cell) => `    ${cell}`));
    lines.push(`    silent addresses that were sent a credential: ${strangers.get(contender) ?? 0} of ${dead}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

const plus = (ms: number): string => `${ms < 0 ? '' : '+'}${ms.toFixed(1)}`;
