/** One start of an app, for many rows: `node row-process.ts PART`, the jobs as the first line of standard input. */
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { encodeCredential } from '../../src/db/credential-codec.ts';
import { openCatalogue } from '../../src/db/open-catalogue.ts';
import { isMediafoldError } from '../../src/errors.ts';
import { type Clock, systemClock } from '../../src/models/clock.ts';
import { itemId, sourceId } from '../../src/models/ids.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import { openMediafold } from '../../src/services/open-mediafold.ts';
import { driftingFetch } from './drift.ts';
import type { Job, Met, Outcome, Part, Question, Reply, Told } from './journey.ts';
import { goIn } from './ways-in.ts';

const part = process.argv[2] as Part;
const waiting = new Map<string, (reply: Reply) => void>();
const tell = (told: Told): void => void process.stdout.write(`${JSON.stringify(told)}\n`);

function ask(question: Question): Promise<Reply> {
  const replied = new Promise<Reply>((resolve) => waiting.set(question.row, resolve));
  tell(question);
  return replied;
}

/** A catalogue that is open in this process, with a clock that can be moved and a count of what is sent. */
interface Opened {
  readonly fold: Mediafold;
  readonly clock: { offsetMs: number };
  readonly sent: () => number;
}

async function open({ path, plexTvUrl, clockOffsetMs, drift }: Job): Promise<Opened> {
  const moved = { offsetMs: clockOffsetMs };
  let sent = 0;
  const clock: Clock = {
    now: () => systemClock.now() + moved.offsetMs,
    // Pauses take no time. Deadlines, which are longer, stay.
    sleep: (ms, signal) => systemClock.sleep(ms < 5_000 ? 0 : ms, signal),
  };
  const counted = (input: Request | string | URL, init?: RequestInit): Promise<Response> => {
    sent += 1;
    return globalThis.fetch(input, init);
  };
  const fetch = drift === undefined || plexTvUrl === undefined ? counted : driftingFetch(counted, plexTvUrl, drift);
  const options = plexTvUrl === undefined ? {} : { plexTvUrl };
  const environment = { clock, fetch };
  const fold = await openMediafold({ path, product: 'Matrix', version: '1.0.0', lan: false, environment, ...options });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= fold.close();
    return closed;
  };
  return { fold: { ...fold, close }, clock: moved, sent: () => sent };
}

async function sync({ fold, sent }: Opened, id: string): Promise<Met> {
  const before = sent();
  try {
    const { status, added, changed, removed } = await fold.sync.run(sourceId(id));
    const { status: state } = fold.connections.state(sourceId(id));
    return { sync: status, state, added, changed, removed, requests: sent() - before };
  } catch (error) {
    if (!isMediafoldError(error)) throw error;
    const { status: state } = fold.connections.state(sourceId(id));
    return { sync: error.code, state, message: error.message, requests: sent() - before };
  }
}

/** Says nothing of the credential but whether it is another one. */
async function fingerprint(path: string, id: string): Promise<string> {
  const catalogue = await openCatalogue({ path });
  try {
    const credential = await catalogue.authTokens.load(sourceId(id));
    return credential === undefined ? '' : createHash('sha256').update(encodeCredential(credential)).digest('hex');
  } finally {
    await catalogue.close();
  }
}

async function seen({ fold }: Opened, job: Job, id: string): Promise<Omit<Outcome, 'first'>> {
  const sources = await fold.sources.list();
  const source = sources.find((each) => each.id === id);
  if (source === undefined) throw new Error(`${job.row}: the source is gone`);
  const { deviceId, items, credential = 'none', needsSignIn } = source;
  const item = await fold.library.item({ sourceId: source.id, itemId: itemId(job.watchedId) });
  return {
    ...{ row: job.row, sourceId: id, deviceId, credential, items, sources: sources.length },
    watched: item.watch?.played === true,
    ...(needsSignIn === undefined ? {} : { needsSignIn }),
  };
}

const goingOf = (job: Job, { fold }: Opened) => ({
  fold,
  plexTvUrl: job.plexTvUrl,
  approve: (code: string) => ask({ row: job.row, ask: 'approve', code }),
});

const parts: Readonly<Record<Part, (job: Job, opened: Opened) => Promise<Outcome>>> = {
  async link(job, opened) {
    const { source } = await opened.fold.signIn.add(await goIn(job.way, goingOf(job, opened)));
    const first = await sync(opened, source.id);
    return { ...(await seen(opened, job, source.id)), first };
  },

  async live(job, opened) {
    const { sourceId: id = '' } = job;
    const before = await fingerprint(job.path, id);
    const first = await sync(opened, id);
    opened.clock.offsetMs = (await ask({ row: job.row, ask: 'happen' })).clockOffsetMs;
    const then = await sync(opened, id);
    const outcome = await seen(opened, job, id);
    await opened.fold.close();
    return { ...outcome, first, then, renewed: (await fingerprint(job.path, id).catch(() => before)) !== before };
  },

  async again(job, opened) {
    const { sourceId: id = '' } = job;
    const opensAs = opened.fold.connections.state(sourceId(id)).status;
    const first = await sync(opened, id);
    const { way } = await ask({ row: job.row, ask: 'put right' });
    if (first.state !== 'needs-sign-in') {
      const then = await sync(opened, id);
      return { ...(await seen(opened, job, id)), opensAs, first, then };
    }
    // Before anything is synced: what was there has to be there still.
    const { items, watched } = await seen(opened, job, id);
    const added = await opened.fold.signIn.add(await goIn(way, { ...goingOf(job, opened), again: id }));
    const then = await sync(opened, id);
    const { source, isNew, credential } = added;
    const signedIn = { sameSource: source.id === id, isNew, credential };
    return { ...(await seen(opened, job, id)), items, watched, opensAs, first, then, signedIn };
  },
};

async function play(job: Job): Promise<void> {
  try {
    const opened = await open(job);
    try {
      const done = await parts[part](job, opened);
      await opened.fold.close();
      tell({ row: job.row, done });
    } catch (error) {
      // Told before it is closed: a close that fails must not hide it.
      tell({ row: job.row, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    } finally {
      await opened.fold.close();
    }
  } catch (error) {
    tell({ row: job.row, failed: `opening or closing: ${String(error)}` });
  }
}

/** More at once would wait for each other on a loaded machine, until servers that are there seem to be away. */
const atOnce = 6;

async function playAll(jobs: readonly Job[]): Promise<void> {
  const left = jobs.values();
  const playLeft = async (): Promise<void> => {
    for (const job of left) await play(job);
  };
  await Promise.all(Array.from({ length: atOnce }, playLeft));
}

let begun = false;
createInterface({ input: process.stdin }).on('line', (line) => {
  if (begun) {
    const reply = JSON.parse(line) as Reply;
    waiting.get(reply.row)?.(reply);
    return;
  }
  begun = true;
  void playAll(JSON.parse(line) as readonly Job[]).then(() => process.stdin.destroy());
});
