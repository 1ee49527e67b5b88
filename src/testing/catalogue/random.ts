/** Numbers that look random and depend only on where they were asked for. */
export interface Draw {
  /** From 0 up to, not including, `below`. */
  int(below: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  chance(percent: number): boolean;
}

function scramble(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The draws that belong to one thing: the same three numbers always give the same row of draws. */
export function drawFor(seed: number, kind: number, index: number): Draw {
  let state = scramble(scramble(scramble(seed) ^ Math.imul(kind + 1, 0x9e3779b1)) ^ Math.imul(index + 1, 0x27d4eb2f));
  const int = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 4294967296) * below);
  };
  return {
    int,
    pick: (list) => list[int(list.length)] ?? list[0],
    chance: (percent) => int(100) < percent,
  };
}

/**
 * Another number for each index below `size`, none twice: outside ids look scattered and stay unique.
 * The step is prime and does not divide the sizes used here (powers of ten), which is what keeps it one to one.
 */
export function scatter(index: number, seed: number, size: number): number {
  return (index * 7919 + (scramble(seed) % size)) % size;
}
