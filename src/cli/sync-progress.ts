import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { SyncProgress } from 'mediafold';
import type { Cli } from './cli.ts';
import { progressBar, progressText } from './progress-text.ts';
import type { SyncOutcome } from './sync-outcome.ts';

export interface SyncTask {
  readonly name: string;
  /** Never rejects. */
  readonly run: (onProgress: (progress: SyncProgress) => void) => Promise<SyncOutcome>;
}

/** Runs all of them side by side: bars where lines can be redrawn, else a line now and then. */
export function runWithProgress(cli: Cli, tasks: readonly SyncTask[]): Promise<readonly SyncOutcome[]> {
  return cli.terminal.canRedraw ? withBars(cli, tasks) : withLines(cli, tasks);
}

const lineEveryMs = 1_000;

function withLines({ terminal, now }: Cli, tasks: readonly SyncTask[]): Promise<readonly SyncOutcome[]> {
  return Promise.all(
    tasks.map(({ name, run }) => {
      let last = Number.NEGATIVE_INFINITY;
      return run((progress) => {
        if (progress.phase !== 'done' && now() - last < lineEveryMs) return;
        last = now();
        terminal.note(`${name}: ${progressText(progress)}`);
      });
    }),
  );
}

async function withBars({ terminal }: Cli, tasks: readonly SyncTask[]): Promise<readonly SyncOutcome[]> {
  const outcomes: SyncOutcome[] = [];
  const list = new Listr<void, 'default', 'simple'>(
    tasks.map(({ name, run }, index) => ({
      title: name,
      task: async (_, task) => {
        const outcome = await run((progress) => {
          task.title = `${name}  ${progressBar(progress)}  ${progressText(progress)}`;
        });
        outcomes[index] = outcome;
        // Only for the mark before the line: the failure is told by the command, once.
        if (outcome.report === undefined) throw new Error(`${name}: not finished`);
      },
    })),
    {
      concurrent: true,
      exitOnError: false,
      renderer: 'default',
      fallbackRendererCondition: false,
      registerSignalListeners: false,
      rendererOptions: {
        showErrorMessage: false,
        collapseErrors: false,
        logger: new ListrLogger({ processOutput: new ProcessOutput(terminal.stderr, terminal.stderr) }),
      },
    },
  );
  await list.run();
  return outcomes;
}
