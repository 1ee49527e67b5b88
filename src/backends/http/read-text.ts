import { MediafoldError } from '../../errors.ts';
import { type DeadlineOptions, withDeadline } from './deadline.ts';

export interface ReadOptions extends Omit<DeadlineOptions, 'ms'> {
  /** The longest silence in the middle of an answer, milliseconds. */
  readonly silenceMs: number;
}

/** However steadily it drips. */
const longestMs = 300_000;
/** Characters. Whoever has an address may answer without end, and pages have some hundred thousand. */
const most = 2 ** 26;

/**
 * An answer's body as text. A big page over a slow line takes its time; one that stops coming does not.
 *
 * @throws {MediafoldError} `timeout`, `cancelled`, `protocol` when it is too long
 */
export async function readText({ body }: Response, options: ReadOptions): Promise<string> {
  if (body === null) return '';
  const { operation, silenceMs: ms, clock } = options;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const until = clock.now() + longestMs;
  let text = '';
  try {
    for (;;) {
      const explanation = 'the answer stopped in the middle';
      const { done, value } = await withDeadline({ ...options, ms, explanation }, () => reader.read());
      if (done) return text + decoder.decode();
      text += decoder.decode(value, { stream: true });
      const isTooLong = text.length > most;
      // What is too long now will be so again.
      if (isTooLong || clock.now() > until)
        throw new MediafoldError(isTooLong ? 'protocol' : 'timeout', `${operation}: the answer does not end`, {
          operation,
        });
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
