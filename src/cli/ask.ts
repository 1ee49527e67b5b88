import { createInterface } from 'node:readline/promises';
import type { Cli } from './cli.ts';
import { exitCodes } from './exit-code.ts';
import { CliFailure } from './failure.ts';
import type { Interrupts } from './interrupt.ts';

/** Ctrl-C instead of an answer. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** There are users without a password, and servers without an owner: an empty line says so, nothing at all does not. */
export const orNone = { mayBeEmpty: true } as const;

/**
 * A secret: typed without echo on a terminal, else the first line of stdin.
 *
 * @throws {CliFailure} when there is none
 */
export async function askSecret(
  cli: Cli,
  question: string,
  what: string,
  { mayBeEmpty }: { readonly mayBeEmpty: boolean } = { mayBeEmpty: false },
): Promise<string> {
  const { stdin } = cli.terminal;
  const { signal } = cli.interrupts;
  // Also where the question cannot be seen: what is typed must not be shown.
  const text = stdin.isTTY ? await typedLine(cli, question) : await firstLine(stdin, signal, what);
  if (text === '' && !mayBeEmpty) throw new CliFailure(`the ${what} is empty.`, exitCodes.wrongUsage);
  return text;
}

async function typedLine({ terminal, interrupts }: Cli, question: string): Promise<string> {
  const { stdin, stderr } = terminal;
  stdin.setEncoding('utf8');
  // Before the question: what is typed at once would be shown otherwise.
  stdin.setRawMode(true);
  stderr.write(`${question}: `);
  try {
    return await typed(stdin, interrupts, () => stderr.write('\n'));
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}

const keys = { enter: ['\r', '\n'], erase: ['\u007F', '\b'], interrupt: '\u0003', end: '\u0004' } as const;

/** @param endLine called once: what was typed has not moved the cursor off the line of the question */
function typed(stdin: NodeJS.ReadStream, { signal, interrupt }: Interrupts, endLine: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let text: readonly string[] = [];
    const stopListening = (): void => {
      endLine();
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
          // Before anything is said about it.
          onAbort();
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
  if (text === '')
    throw new CliFailure(`no ${what} came in. Write it to standard input, one line.`, exitCodes.wrongUsage);
  return text.split(/\r?\n/)[0] ?? '';
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

/**
 * Ctrl-D, the end of the input, is no yes.
 *
 * @throws {CliFailure} without a terminal: then the answer has to be given as an option
 */
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
    if (interrupts.signal.aborted) throw new Interrupted('interrupted');
    terminal.stderr.write('\n');
    return false;
  } finally {
    reader.close();
  }
}
