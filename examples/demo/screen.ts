import { clearLine, cursorTo, moveCursor } from 'node:readline';
import type { SourceId, SyncProgress } from 'mediafold';

const { stdout } = process;

export const say = (text: string = ''): void => void stdout.write(`${text}\n`);

export function heading(text: string): void {
  say();
  say(text);
  say('-'.repeat(text.length));
}

/** Columns as wide as they need to be. */
export function sayTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of rows) say(`  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd());
}

export interface ProgressScreen {
  show(progress: SyncProgress): void;
  end(): void;
}

const lineEveryMs = 1_000;
const barWidth = 30;

/** One bar for each source where lines can be redrawn, else a line a second. */
export function progressScreen(names: ReadonlyMap<SourceId, string>): ProgressScreen {
  return stdout.isTTY ? bars(names) : lines(names);
}

function lines(names: ReadonlyMap<SourceId, string>): ProgressScreen {
  const lastAt = new Map<SourceId, number>();
  return {
    show(progress) {
      const { sourceId, phase } = progress;
      const since = Date.now() - (lastAt.get(sourceId) ?? 0);
      if (phase !== 'done' && since < lineEveryMs) return;
      lastAt.set(sourceId, Date.now());
      say(`  ${names.get(sourceId) ?? sourceId}: ${textOf(progress)}`);
    },
    end: () => undefined,
  };
}

function bars(names: ReadonlyMap<SourceId, string>): ProgressScreen {
  const latest = new Map<SourceId, SyncProgress>();
  const width = Math.max(...[...names.values()].map((name) => name.length));
  let drawn = false;
  const draw = (): void => {
    if (drawn) moveCursor(stdout, 0, -names.size);
    drawn = true;
    for (const [id, name] of names) {
      const progress = latest.get(id);
      const part = progress === undefined || progress.total === 0 ? 0 : Math.min(1, progress.received / progress.total);
      const full = Math.round(part * barWidth);
      cursorTo(stdout, 0);
      clearLine(stdout, 0);
      say(
        `  ${name.padEnd(width)}  ${'█'.repeat(full)}${'░'.repeat(barWidth - full)}  ${progress === undefined ? '' : textOf(progress)}`,
      );
    }
  };
  return {
    show(progress) {
      latest.set(progress.sourceId, progress);
      draw();
    },
    end: draw,
  };
}

function textOf({ phase, received, total, libraryTitle, kind }: SyncProgress): string {
  if (phase === 'connecting' || phase === 'counting') return phase;
  const where = phase === 'done' || libraryTitle === undefined ? phase : `${libraryTitle} (${kind ?? 'items'})`;
  return `${received} of ${Math.max(total, received)}  ${where}`;
}
