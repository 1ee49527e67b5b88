import type { UserId } from './ids.ts';

/** Somebody who shares an account with others: a member of a Plex Home. */
export interface Profile {
  readonly id: UserId;
  readonly name: string;
  /** A PIN is asked for. */
  readonly isProtected: boolean;
  /** May change the account. */
  readonly isAdmin: boolean;
  /** Sees less than the others, as their guardian chose. */
  readonly isRestricted: boolean;
}
