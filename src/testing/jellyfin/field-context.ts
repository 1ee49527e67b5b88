import type { Account } from './accounts.ts';
import type { Facts } from './facts.ts';
import type { Item } from './items.ts';
import type { MockServer } from './server.ts';

/** What the writers of optional properties work on. */
export interface FieldContext {
  readonly server: MockServer;
  readonly row: Record<string, unknown>;
  readonly item: Item;
  readonly facts: Facts;
  /** For whom the row is made; absent for nobody in particular. */
  readonly account: Account | undefined;
  /** Lower case; `all` for a single item. */
  readonly fields: ReadonlySet<string> | 'all';
  readonly etag: string;
}
