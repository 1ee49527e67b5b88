import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import type { Logger } from '../../src/models/logger.ts';

/** Everything that somebody could look at, as text, with where it was found. */
export interface Evidence {
  readonly add: (where: string, value: unknown) => void;
  /** Bytes as they are on the disk. */
  readonly addFile: (path: string) => void;
  /** @returns the places at which any form of the text occurs */
  readonly placesOf: (text: string) => readonly string[];
  readonly size: number;
}

/** As a value shows itself to people and programs: printed, as JSON, as text, and an error's stack and causes. */
function forms(value: unknown): readonly string[] {
  const shown = [inspect(value, { depth: 10, showHidden: true, getters: true, maxArrayLength: 50 })];
  try {
    shown.push(String(JSON.stringify(value)), String(value));
  } catch {
    // Circular, or without a text: what `inspect` gave stands.
  }
  for (let at = value, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth += 1) {
    shown.push(at.message, at.stack ?? '', JSON.stringify({ ...at }));
  }
  return shown;
}

/** The text itself, and what encodings on the way into a URL, a header or a file make of it. */
function disguises(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  const all = [text, encodeURIComponent(text), base64, bytes.toString('base64url'), bytes.toString('hex')];
  return [...new Set([...all, JSON.stringify(text).slice(1, -1), ...endsOf(text)])];
}

/**
 * The first letters of a token tell it apart in a log, and make it that much easier to guess. Short secrets have no part that
 * could be told from a word, and keys and JWTs all begin alike.
 */
function endsOf(text: string): readonly string[] {
  return text.length < 16 || /^(eyJ|\{|-----)/.test(text) ? [] : [text.slice(0, 8), text.slice(-8)];
}

export function collectEvidence(): Evidence {
  const shown: { readonly where: string; readonly text: string }[] = [];
  return {
    add: (where, value) => {
      for (const text of forms(value)) shown.push({ where, text });
    },
    addFile: (path) => {
      shown.push({ where: path, text: readFileSync(path).toString('latin1') });
    },
    placesOf: (text) => {
      const wanted = disguises(text).flatMap((each) => [each, Buffer.from(each).toString('latin1')]);
      const found = shown.filter((each) => wanted.some((form) => each.text.includes(form)));
      return [...new Set(found.map(({ where }) => where))];
    },
    get size() {
      return shown.length;
    },
  };
}

/** Keeps every record of every level. */
export function recordingLogger(evidence: Evidence): Logger {
  const at = (level: string) => (facts: Readonly<Record<string, unknown>>, message: string) =>
    evidence.add(`log ${level}`, { message, facts });
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
