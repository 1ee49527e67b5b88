import type { PersonWork } from '../../catalogue/works.ts';
import type { Wire } from '../wire.ts';

/** A number that stays the same for one text. */
export function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 8;
}

export function hexOf(text: string, length: number): string {
  let hex = '';
  for (let i = 0; hex.length < length; i += 1) hex += numberOf(`${i}${text}`).toString(16).padStart(6, '0');
  return hex.slice(0, length);
}

/** How many tags of each kind a list row carries. */
const shownInLists = { genre: 2, country: 1, director: 2, writer: 2, actor: 3 } as const;

export type TagKind = keyof typeof shownInLists;

function tag(kind: TagKind, text: string, role: string | undefined): Wire {
  const id = numberOf(`${kind} ${text}`);
  const isPerson = kind !== 'genre' && kind !== 'country';
  return {
    id,
    filter: `${kind}=${id}`,
    tag: text,
    tagKey: isPerson ? hexOf(text, 24) : undefined,
    role,
    // Not everybody has a picture.
    thumb: isPerson && id % 3 !== 0 ? `https://images.invalid/people/${hexOf(text, 32)}.jpg` : undefined,
  };
}

/** @returns undefined when there is none: Plex leaves empty lists out */
export function tags(kind: TagKind, texts: readonly string[], detail: boolean): Wire | undefined {
  if (texts.length === 0) return undefined;
  if (!detail) return texts.slice(0, shownInLists[kind]).map((text) => ({ tag: text }));
  return texts.map((text) => tag(kind, text, undefined));
}

export function people(
  kind: 'director' | 'writer' | 'actor',
  list: readonly PersonWork[],
  detail: boolean,
): Wire | undefined {
  const chosen = list.filter(({ role }) => role === kind);
  if (!detail || chosen.length === 0) return tags(kind, names(chosen), detail);
  return chosen.map(({ name, character }) => tag(kind, name, character));
}

function names(list: readonly PersonWork[]): readonly string[] {
  return list.map(({ name }) => name);
}
