import { createInterface } from 'node:readline/promises';
import type { Cli } from './cli.ts';
import { exitCodes } from './exit-code.ts';
import { CliFailure } from './failure.ts';
import type { Interrupts } from './interrupt.ts';

/** Ctrl-C instead of an answer. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * A secret: typed without echo on a terminal, else the first line of stdin.
 *
 * @throws {CliFailure} when stdin is empty
 */
export async function askSecret({ terminal, interrupts }: Cli, question: string, what: string): Promise<string> {
  const { stdin, stderr } = terminal;
  // Also where the question cannot be seen: what is typed must not be shown.
  if (!stdin.isTTY) return firstLine(stdin, interrupts.signal, what);
  stdin.setEncoding('utf8');
  // Before the question: what is typed at once would be shown otherwise.
  stdin.setRawMode(true);
  stderr.write(`${question}: `);
  try {
    return await typed(stdin, interrupts);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

const keys = { enter: ['\r', '\n'], erase: ['\u007F', '\b'], interrupt: '\u0003', end: '\u0004' } as const;

function typed(stdin: NodeJS.ReadStream, { signal, interrupt }: Interrupts): Promise<string> {
  return new Promise((resolve, reject) => {
    let text: readonly string[] = [];
    const stopListening = (): void => {
      stdin.off('data', onData);
      signal.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      stopListening();
      reject(new Interrupted('interrupted'));
    };
    const onData = (chunk: Buffer | string): void => {
      for (const key of String(chunk)) {
        if (key === keys.interrupt) {
          interrupt();
          return;
        }
        if (keys.enter.some((each) => each === key) || key === keys.end) {
          stopListening();
          resolve(text.join(''));
          return;
        }
        text = keys.erase.some((each) => each === key) ? text.slice(0, -1) : [...text, key];
      }
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stdin.on('data', onData);
    stdin.resume();
    if (signal.aborted) onAbort();
  });
}

/** All that comes by standard input; on a terminal it ends with Ctrl-D. */
export async function readInput({ terminal, interrupts }: Cli): Promise<string> {
  return read(terminal.stdin, interrupts.signal, () => false);
}

async function firstLine(stdin: NodeJS.ReadStream, signal: AbortSignal, what: string): Promise<string> {
  const text = await read(stdin, signal, (so) => so.includes('\n'));
  const line = text.split(/\r?\n/)[0] ?? '';
  if (line === '')
    throw new CliFailure(`no ${what} came in. Write it to standard input, one line.`, exitCodes.wrongUsage);
  return line;
}

async function read(
  stdin: NodeJS.ReadStream,
  signal: AbortSignal,
  isEnough: (text: string) => boolean,
): Promise<string> {
  let text = '';
  const stop = (): void => void stdin.destroy();
  signal.addEventListener('abort', stop, { once: true });
  stdin.setEncoding('utf8');
  try {
    for await (const chunk of stdin) {
      text += String(chunk);
      if (isEnough(text)) break;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stdin.destroy();
  }
  if (signal.aborted) throw new Interrupted('interrupted');
  return text;
}

/** @throws {CliFailure} without a terminal: then the answer has to be given as an option */
export async function confirm({ terminal, interrupts }: Cli, question: string): Promise<boolean> {
  if (!terminal.canAsk) {
    throw new CliFailure('this needs a yes, and there is no terminal to ask on. Give --yes.', exitCodes.wrongUsage);
  }
  const reader = createInterface({ input: terminal.stdin, output: terminal.stderr });
  reader.on('SIGINT', () => interrupts.interrupt());
  try {
    const answer = await reader.question(`${question} [y/N] `, { signal: interrupts.signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    throw new Interrupted('interrupted');
  } finally {
    reader.close();
  }
}
