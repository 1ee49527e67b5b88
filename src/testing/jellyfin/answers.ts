import { hexOf } from './wire-values.ts';

/** What a handler decides. The way out adds the headers that every answer has. */
export interface Answer {
  readonly status: number;
  /** Written as JSON, in the case that the client asked for. */
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown to leave a handler from anywhere with this answer. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

export function json(value: unknown): Answer {
  return { status: 200, json: value };
}

export const noContent: Answer = { status: 204 };

/** Failed authentication and authorization have no body at all (seen): the one way to tell them from a hidden library. */
export const unauthorized: Answer = { status: 401 };
export const forbidden: Answer = { status: 403 };
export const methodNotAllowed: Answer = { status: 405 };
export const unknownPath: Answer = { status: 404 };

/** An exception inside the server. The text is the same for all of them outside development mode (seen). */
export function failed(status: 400 | 401 | 403 | 404 | 500): Answer {
  return { status, text: 'Error processing request.', headers: { 'content-type': 'text/plain' } };
}

const titles: Readonly<Record<number, readonly [section: string, title: string]>> = {
  400: ['15.5.1', 'Bad Request'],
  404: ['15.5.5', 'Not Found'],
  415: ['15.5.16', 'Unsupported Media Type'],
};

/** Problem details, as the framework writes them for a bare status. */
export function problem(status: 400 | 404 | 415): Answer {
  const [section, title] = titles[status] ?? ['15', 'Error'];
  const type = `https://tools.ietf.org/html/rfc9110#section-${section}`;
  return { status, json: { type, title, status, traceId: traceId(`${status}`) } };
}

/** A parameter or a body that cannot be read. */
export function invalid(errors: Readonly<Record<string, readonly string[]>>): Answer {
  const type = 'https://tools.ietf.org/html/rfc9110#section-15.5.1';
  const title = 'One or more validation errors occurred.';
  return { status: 400, json: { type, title, status: 400, errors, traceId: traceId(Object.keys(errors).join()) } };
}

/** `NotFound("text")` and the like: the JSON string is the whole body. */
export function sentence(status: 401 | 404, text: string): Answer {
  return { status, json: text };
}

function traceId(of: string): string {
  const hex = hexOf('trace', of);
  return `00-${hex}-${hex.slice(0, 16)}-00`;
}
