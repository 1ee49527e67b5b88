import type { LoginEvent, LoginFlow, SignedInServer } from 'mediafold';
import type { Cli, GlobalOptions } from './cli.ts';
import { isDebugging } from './debug-logger.ts';
import { drawnPrompt, plainPrompt, timeLeft } from './login-screen.ts';
import { printable, shortened } from './printable.ts';

const eraseLine = '\r\u001B[2K';
const redrawMs = 1_000;

/** Shows the code and waits for the person. All of it goes to stderr: it is not the result. */
export function waitForPerson(cli: Cli, options: GlobalOptions, flow: LoginFlow): Promise<readonly SignedInServer[]> {
  const { screen } = cli.terminal;
  // Debug lines come between, so that nothing can be drawn over.
  const isDrawn = screen?.canStyle === true && !options.json && !isDebugging(cli.env);
  return isDrawn ? drawn(cli, flow) : inLines(cli, flow, options);
}

async function inLines(cli: Cli, flow: LoginFlow, { json }: GlobalOptions): Promise<readonly SignedInServer[]> {
  const { terminal, interrupts, now } = cli;
  const { screen } = terminal;
  const boxed = screen !== undefined && !json ? drawnPrompt(flow.prompt, screen) : [];
  const plain = plainPrompt(flow.prompt, now());
  for (const line of boxed.length > 0 ? [...boxed, ...plain.slice(-1)] : plain) terminal.note(line);
  let trouble: string | undefined;
  const stop = flow.on((event) => {
    // A server that is away for minutes is one piece of news, not one for each look.
    const news = event.type === 'trouble' ? event.error.code : undefined;
    if (news !== undefined && news !== trouble) terminal.note(troubleText(event, now()));
    if (event.type === 'waiting' && trouble !== undefined) terminal.note('It answers again. Still waiting for you …');
    if (event.type === 'agreed') terminal.note(agreedText);
    trouble = news;
  });
  try {
    return await flow.wait({ signal: interrupts.signal });
  } finally {
    stop();
  }
}

async function drawn({ terminal, interrupts, now }: Cli, flow: LoginFlow): Promise<readonly SignedInServer[]> {
  const { stderr, screen } = terminal;
  const { signal } = interrupts;
  if (screen === undefined) return flow.wait({ signal });
  for (const line of drawnPrompt(flow.prompt, screen)) terminal.note(line);
  let last: LoginEvent = { type: 'waiting' };
  const draw = (): void => {
    const text = statusText(last, flow.prompt.expiresAt, now());
    stderr.write(`${eraseLine}  ${shortened(text, screen.columns - 3)}`);
  };
  const erase = (): void => void stderr.write(eraseLine);
  const stopListening = flow.on((event) => {
    last = event;
    draw();
  });
  const timer = setInterval(draw, redrawMs);
  let isOver = false;
  const stop = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    stopListening();
    signal.removeEventListener('abort', stop);
    erase();
  };
  // At once: what is said about Ctrl-C gets a line of its own.
  signal.addEventListener('abort', stop, { once: true });
  draw();
  try {
    return await flow.wait({ signal });
  } finally {
    stop();
  }
}

const agreedText = 'Agreed. Looking up what you have access to …';

/** The one line that changes while a person is awaited. */
export function statusText(event: LoginEvent, expiresAt: number, now: number): string {
  if (event.type === 'agreed') return agreedText;
  const left = `${timeLeft(expiresAt - now)} left, Ctrl-C gives up`;
  if (event.type === 'trouble') return `${troubleText(event, now)} (${left})`;
  return `Waiting for you (${left}) …`;
}

function troubleText(event: LoginEvent, now: number): string {
  if (event.type !== 'trouble') return '';
  const seconds = Math.max(1, Math.ceil((event.nextTryAt - now) / 1_000));
  return `No answer just now: ${printable(event.error.message)}. The code stays good; next try in ${seconds} s.`;
}
