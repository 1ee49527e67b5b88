import { drawFor } from '../catalogue/random.ts';

/** Like `Math.random`, but the same row of numbers for the same seed: a run that fails can be run again. */
export function repeatableRandom(seed: number): () => number {
  const { int } = drawFor(seed, 0, 0);
  return () => int(2 ** 30) / 2 ** 30;
}
