export interface Paging {
  readonly start: number;
  readonly size: number;
}

/**
 * The page that is asked for, by header or query. A size without a start is ignored, as seen on real servers.
 *
 * @returns undefined when everything is wanted
 */
export function pagingOf(request: Request, query: URLSearchParams): Paging | undefined {
  const read = (name: string): number | undefined => {
    const text = query.get(name) ?? request.headers.get(name);
    return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const start = read('X-Plex-Container-Start');
  const size = read('X-Plex-Container-Size');
  return start === undefined || size === undefined ? undefined : { start, size };
}

export function cut<T>(list: readonly T[], paging: Paging | undefined): readonly T[] {
  return paging === undefined ? list : list.slice(paging.start, paging.start + paging.size);
}

/** The counting fields of a container; the total is only told when a page was asked for. */
export function counts(
  paging: Paging | undefined,
  size: number,
  total: number,
): { readonly size: number; readonly totalSize?: number; readonly offset?: number } {
  return paging === undefined ? { size } : { size, totalSize: total, offset: paging.start };
}

export function countHeaders(paging: Paging | undefined, total: number): Record<string, string> {
  if (paging === undefined) return {};
  return { 'x-plex-container-start': String(paging.start), 'x-plex-container-total-size': String(total) };
}
