import type { SyncProgress } from 'mediafold';
import { grouped, printable } from './printable.ts';

const barWidth = 24;

/** Of what the server had counted; more may come while it runs. */
function part({ received, total }: SyncProgress): number {
  return total <= 0 ? 0 : Math.min(1, received / total);
}

export function progressText(progress: SyncProgress): string {
  const { phase, received, total, libraryTitle, kind } = progress;
  if (phase === 'connecting') return 'connecting';
  if (phase === 'counting') return 'counting';
  const share = `${grouped(received)} of ${grouped(Math.max(total, received))}`;
  if (phase === 'done') return `${share}, done`;
  const where =
    libraryTitle === undefined ? '' : `, ${printable(libraryTitle)}${kind === undefined ? '' : ` (${kind})`}`;
  return `${share} (${Math.floor(part(progress) * 100)} %)${where}`;
}

export function progressBar(progress: SyncProgress): string {
  const full = Math.round(part(progress) * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}
