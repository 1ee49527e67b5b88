export type QueryValue = string | number | boolean | undefined;
export type Query = Readonly<Record<string, QueryValue>>;

/**
 * `base` keeps its path (servers behind `/jellyfin`), `path` starts with a slash, and there is never a doubled one:
 * Jellyfin answers 404 to those (seen on 10.10 to 12.0).
 */
export function joinUrl(base: string, path: string, query: Query = {}): string {
  const url = new URL(base.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.append(name, String(value));
  }
  return url.href;
}
