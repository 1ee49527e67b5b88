import { MediafoldError } from '../errors.ts';

const refuse = (operation: string, says: string): MediafoldError =>
  new MediafoldError('invalid-argument', `${operation}: ${says}`, { operation });

/**
 * Servers store positions before the beginning and beyond the end as they come, so that nobody can go on from there.
 *
 * @returns whole milliseconds
 * @throws {MediafoldError} `invalid-argument`
 */
export function checkedPosition(operation: string, positionMs: number, runtimeMs: number | undefined): number {
  if (!(positionMs > 0) || !Number.isFinite(positionMs)) throw refuse(operation, 'a position is more than 0 ms');
  if (runtimeMs !== undefined && positionMs >= runtimeMs) throw refuse(operation, 'the position is beyond the end');
  return Math.round(positionMs);
}

/** @throws {MediafoldError} `invalid-argument` */
export function checkedRating(operation: string, rating: number): number {
  if (rating >= 0 && rating <= 10) return rating;
  throw refuse(operation, 'a rating is from 0 to 10');
}
