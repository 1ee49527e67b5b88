import type { Account } from './accounts.ts';
import { type Answer, json } from './answers.ts';
import type { Handle } from './item-ids.ts';
import { itemRow } from './item-row.ts';
import type { Query } from './query.ts';
import { type Row, type RowOptions, rowOptions } from './row-options.ts';
import type { MockServer } from './server.ts';

/** Where a page begins and how long it is. A negative start counts as 0; no limit means everything. */
export function pageOf(query: Query, server: MockServer): { readonly start: number; readonly limit: number } {
  const limit = query.int('limit') ?? Number.POSITIVE_INFINITY;
  const negative = server.traits.negativeLimit === 'nothing' ? 0 : Number.POSITIVE_INFINITY;
  return { start: Math.max(0, query.int('startIndex') ?? 0), limit: limit < 0 ? negative : limit };
}

export function take<T>(rows: Iterable<T>, start: number, limit: number): T[] {
  if (Array.isArray(rows) || rows instanceof Float64Array) return [...rows.slice(start, start + limit)];
  const taken: T[] = [];
  let at = 0;
  for (const row of rows) {
    if (at >= start + limit) break;
    if (at >= start) taken.push(row);
    at += 1;
  }
  return taken;
}

export interface PageOptions {
  readonly server: MockServer;
  readonly query: Query;
  readonly account: Account | undefined;
  readonly rows: Iterable<Handle>;
  readonly total: number;
  readonly options?: RowOptions;
}

/** A QueryResult. Without a total the count of this page stands in its place (seen): never use it as one. */
export function pageAnswer({ server, query, account, rows, total, options = rowOptions(query) }: PageOptions): Answer {
  const { start, limit } = pageOf(query, server);
  const Items = rowsFor(server, account, take(rows, start, limit), options);
  const counted = query.flag('enableTotalRecordCount') ?? true;
  return json({
    Items,
    TotalRecordCount: counted ? Math.max(0, total + server.settings.totalOffset) : Items.length,
    StartIndex: start,
  });
}

export function rowsFor(
  server: MockServer,
  account: Account | undefined,
  handles: readonly Handle[],
  options: RowOptions,
): Row[] {
  return handles.flatMap((handle) => {
    const item = server.library.item(handle);
    return item === undefined ? [] : [itemRow(server, item, account, options)];
  });
}
