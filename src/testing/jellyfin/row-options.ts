import type { Query } from './query.ts';

export type Row = Record<string, unknown>;

export interface RowOptions {
  /** Lower case. `all`: a single item, which has every field. */
  readonly fields: ReadonlySet<string> | 'all';
  readonly userData: boolean;
  readonly images: boolean;
  /** Lower case; absent: every type. */
  readonly imageTypes?: ReadonlySet<string>;
  readonly imageLimit?: number;
}

export const everything: RowOptions = { fields: 'all', userData: true, images: true };

export function rowOptions(query: Query): RowOptions {
  const types = query.names('enableImageTypes');
  const limit = query.int('imageTypeLimit');
  return {
    fields: new Set(query.names('fields')),
    userData: query.flag('enableUserData') ?? true,
    images: query.flag('enableImages') ?? true,
    ...(types.length === 0 ? {} : { imageTypes: new Set(types) }),
    ...(limit === undefined ? {} : { imageLimit: limit }),
  };
}
