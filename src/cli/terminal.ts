import { styleText } from 'node:util';

type Paint = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

/** What stderr's terminal shows. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Colours, links that can be clicked, and lines that change. None with NO_COLOR or on a dumb terminal. */
  readonly canStyle: boolean;
}

/** Results go to stdout, everything else to stderr, so that a pipe gets the result alone. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
  /** The result of the command: text for people, or one JSON document. */
  print(text: string): void;
  /** Progress, prompts and remarks. */
  note(text: string): void;
  /** Colours for what goes to stdout; none where it is no terminal or NO_COLOR is set. */
  paint(style: Paint, text: string): string;
  /** Width of stdout's terminal; absent in a pipe. */
  readonly columns: number | undefined;
  /** Whether a person can be asked and sees the question. */
  readonly canAsk: boolean;
  /** Whether stderr can redraw lines. */
  readonly canRedraw: boolean;
  /** Absent when stderr is no terminal. */
  readonly screen: Screen | undefined;
}

export function createTerminal(io: NodeJS.Process): Terminal {
  const { stdin, stdout, stderr } = io;
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // The reader of the pipe has seen enough (`| head`): there is nobody left to tell.
    if (code === 'EPIPE') io.exit();
    stderr.write(`mediafold: standard output cannot be written (${code}). The result is not complete.\n`);
    io.exit(1);
  });
  stderr.on('error', () => io.exit());
  return {
    stdin,
    stderr,
    print: (text) => void stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    paint: (style, text) => styleText(style, text, { stream: stdout }),
    columns: stdout.isTTY ? stdout.columns : undefined,
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    canRedraw: stderr.isTTY === true && io.env.TERM !== 'dumb',
    screen: stderr.isTTY
      ? { columns: stderr.columns || 80, rows: stderr.rows || 24, canStyle: canStyle(io.env) }
      : undefined,
  };
}

function canStyle({ NO_COLOR = '', TERM }: NodeJS.ProcessEnv): boolean {
  return NO_COLOR === '' && TERM !== 'dumb';
}
