/** Plays many rows: one process for each part, some rows side by side in it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Drift } from './drift.ts';
import type { Happening } from './happenings.ts';
import type { Job, Outcome, Part, Reply, Told } from './journey.ts';
import { closeStage, type Stage } from './stage.ts';

/** A row that is about to be played. */
export interface Staged {
  readonly row: string;
  readonly start: () => Promise<Stage>;
  readonly happening: Happening<Stage>;
  /** How far the app's clock is ahead of the servers'. Default 0. */
  readonly aheadMs?: number;
  /** Of plex.tv, all the time. */
  readonly drift?: Drift;
}

export interface Played {
  readonly link: Outcome;
  readonly live: Outcome;
  readonly again: Outcome;
}

interface Running extends Staged {
  readonly stage: Stage;
  readonly path: string;
  readonly outcomes: Partial<Record<Part, Outcome>>;
  failed?: string;
}

/** Far more than they need: a loaded machine takes its time. */
export const longestPartMs = 120_000;

const script = fileURLToPath(new URL('row-process.ts', import.meta.url));

const watchedId = (stage: Stage): string =>
  stage.vendor === 'plex' ? stage.server.ratingKeys.movie(0) : stage.server.movieId(0);

const clockOf = ({ stage, aheadMs = 0 }: Running): number => stage.clock.offsetMs + aheadMs;

function jobOf(running: Running): Job {
  const { row, path, stage, outcomes, drift } = running;
  const sourceId = outcomes.link?.sourceId;
  return {
    ...{ row, path, way: stage.way, clockOffsetMs: clockOf(running), watchedId: watchedId(stage) },
    ...(drift === undefined ? {} : { drift }),
    ...(stage.vendor === 'plex' ? { plexTvUrl: stage.account.plexTv.url } : {}),
    ...(sourceId === undefined ? {} : { sourceId }),
  };
}

async function answer(running: Running, told: Extract<Told, { ask: string }>): Promise<Reply> {
  const { stage, happening, path, outcomes, row } = running;
  if (told.ask === 'approve') {
    if (stage.vendor === 'plex') stage.account.approvePin(told.code);
    else stage.server.approveQuickConnect(told.code);
  }
  const around = { path, deviceId: outcomes.link?.deviceId ?? '' };
  if (told.ask === 'happen' && happening.when !== 'closed') await happening.happen(stage, around);
  if (told.ask === 'put right') await happening.putRight?.(stage);
  return { row, clockOffsetMs: clockOf(running), way: stage.way };
}

async function playPart(part: Part, rows: readonly Running[]): Promise<void> {
  const child = spawn(process.execPath, [script, part], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  // A row that waits for ever must not keep the others from being told.
  const late = setTimeout(() => child.kill('SIGKILL'), longestPartMs);
  child.stdin.on('error', () => undefined);
  const say = (value: unknown): void => void child.stdin.write(`${JSON.stringify(value)}\n`);
  try {
    say(rows.filter(({ failed }) => failed === undefined).map(jobOf));
    for await (const line of createInterface({ input: child.stdout })) {
      const told = JSON.parse(line) as Told;
      const running = rows.find(({ row }) => row === told.row);
      if (running === undefined) throw new Error(`no such row: ${told.row}`);
      if ('ask' in told)
        void answer(running, told).then(say, (error: unknown) => say({ ...told, error: String(error) }));
      else if ('done' in told) running.outcomes[part] = told.done;
      else running.failed ??= `${part}: ${told.failed}`;
    }
  } finally {
    clearTimeout(late);
    child.kill('SIGKILL');
    await ended;
  }
  for (const row of rows)
    if (row.outcomes[part] === undefined) row.failed ??= `${part}: the process ended before it was done`;
}

/** Each row's outcome, or what kept it from being played. */
export async function playRows(staged: readonly Staged[]): Promise<ReadonlyMap<string, Played | Error>> {
  const folder = mkdtempSync(join(tmpdir(), 'mediafold-matrix-'));
  const rows: Running[] = [];
  try {
    for (const [index, row] of staged.entries()) {
      rows.push({ ...row, stage: await row.start(), path: join(folder, `${index}.db`), outcomes: {} });
    }
    await playPart('link', rows);
    await playPart('live', rows);
    for (const { happening, stage, path, outcomes } of rows) {
      if (happening.when === 'closed') await happening.happen(stage, { path, deviceId: outcomes.link?.deviceId ?? '' });
    }
    await playPart('again', rows);
    return new Map(rows.map((running) => [running.row, resultOf(running)]));
  } finally {
    await Promise.all(rows.map(({ stage }) => closeStage(stage)));
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultOf({ row, failed, outcomes }: Running): Played | Error {
  const { link, live, again } = outcomes;
  if (link !== undefined && live !== undefined && again !== undefined) return { link, live, again };
  return new Error(`${row}: ${failed}`);
}
