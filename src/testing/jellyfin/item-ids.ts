import { hexWord } from './hex-word.ts';

/**
 * Items have a number, made of what they are and which one of them. A million of them need no table: the number is
 * packed into the id that clients see and unpacked again. As on a real server, the id depends on what the item is and not
 * on the server, so two servers may give one film the same id.
 */
export type ItemKind =
  | ('root' | 'view' | 'folder' | 'movie' | 'series' | 'season' | 'episode')
  | ('boxset' | 'artist' | 'album' | 'track' | 'photoalbum' | 'photo' | 'clip' | 'trailer' | 'version');

export const kinds: readonly ItemKind[] = [
  ...(['root', 'view', 'folder', 'movie', 'series', 'season', 'episode'] as const),
  ...(['boxset', 'artist', 'album', 'track', 'photoalbum', 'photo', 'clip', 'trailer', 'version'] as const),
];

/** An item's number: exact up to 2^28 shows of 255 seasons of 4095 episodes. */
export type Handle = number;

export interface ItemAddress {
  readonly kind: ItemKind;
  readonly index: number;
  readonly season: number;
  readonly number: number;
}

const perNumber = 2 ** 12;
const perSeason = 2 ** 8;
const perIndex = 2 ** 28;

export function handleOf(kind: ItemKind, index: number, season: number = 0, number: number = 0): Handle {
  return ((kinds.indexOf(kind) * perIndex + index) * perSeason + season) * perNumber + number;
}

export function addressOf(handle: Handle): ItemAddress {
  const number = handle % perNumber;
  const rest = (handle - number) / perNumber;
  const season = rest % perSeason;
  const upper = (rest - season) / perSeason;
  return { kind: kinds[Math.floor(upper / perIndex)] ?? 'root', index: upper % perIndex, season, number };
}

export interface ItemIds {
  idOf(handle: Handle): string;
  /** Undefined when no item can have this id. */
  handleOf(id: string): Handle | undefined;
}

function mix(value: number, round: number): number {
  let x = Math.imul(value ^ Math.imul(round + 1, 0x9e3779b1), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0xc2b2ae35);
  return x ^ (x >>> 13);
}

const rounds = 4;
const checkWord = 0x6d66_6a66;

/** @param salt two id makers of one salt give the same ids */
export function itemIds(salt: number): ItemIds {
  const last = mix(salt, 99);
  return {
    idOf: (handle) => {
      let a = (handle % 2 ** 32) | 0;
      let b = Math.floor(handle / 2 ** 32) | 0;
      let c = checkWord;
      let d = last;
      for (let round = 0; round < rounds; round += 1) {
        a ^= mix(d, salt + round);
        b ^= mix(a, salt + round);
        c ^= mix(b, salt + round);
        d ^= mix(c, salt + round);
      }
      return hexWord(a) + hexWord(b) + hexWord(c) + hexWord(d);
    },
    handleOf: (id) => {
      let a = Number.parseInt(id.slice(0, 8), 16) | 0;
      let b = Number.parseInt(id.slice(8, 16), 16) | 0;
      let c = Number.parseInt(id.slice(16, 24), 16) | 0;
      let d = Number.parseInt(id.slice(24), 16) | 0;
      for (let round = rounds - 1; round >= 0; round -= 1) {
        d ^= mix(c, salt + round);
        c ^= mix(b, salt + round);
        b ^= mix(a, salt + round);
        a ^= mix(d, salt + round);
      }
      if (c !== checkWord || d !== last) return undefined;
      return (b >>> 0) * 2 ** 32 + (a >>> 0);
    },
  };
}
