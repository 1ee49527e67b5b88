import type { Wire, WireObject } from '../wire.ts';

export type Trim = (row: WireObject) => WireObject;

/**
 * What `includeFields`, `excludeFields` and their element twins leave of a row. "Only these fields" is what
 * `includeFields` means since API 1.0; a client that names no version gets all, as before.
 *
 * @returns undefined when nothing is asked for
 */
export function trimOf(request: Request, query: URLSearchParams): Trim | undefined {
  const list = (name: string): ReadonlySet<string> | undefined => {
    const text = query.get(name);
    return text === null || text === '' ? undefined : new Set(text.split(','));
  };
  const version = query.get('X-Plex-Pms-Api-Version') ?? request.headers.get('X-Plex-Pms-Api-Version') ?? '0';
  const isNew = Number.parseFloat(version) >= 1;
  const onlyFields = isNew ? list('includeFields') : undefined;
  const onlyElements = isNew ? list('includeElements') : undefined;
  const withoutFields = list('excludeFields');
  const withoutElements = list('excludeElements');
  if ((onlyFields ?? onlyElements ?? withoutFields ?? withoutElements) === undefined) return undefined;
  return (row) => {
    const kept: Record<string, Wire | undefined> = {};
    for (const [name, value] of Object.entries(row)) {
      const isElement = typeof value === 'object';
      const only = isElement ? onlyElements : onlyFields;
      const without = isElement ? withoutElements : withoutFields;
      if (only?.has(name) !== false && without?.has(name) !== true) kept[name] = value;
    }
    // A row without these could not be recognised.
    return { ratingKey: row.ratingKey, type: row.type, ...kept };
  };
}
