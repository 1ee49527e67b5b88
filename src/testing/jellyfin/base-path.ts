/** Where a request goes when the server lives under a base path: inside it, or away by a redirect. */
export type Placed = { readonly path: string } | { readonly location: string };

/**
 * The prefix matches in any case. Anything outside is sent to the API page, POST and protected routes included, with a
 * relative location (recorded); only `/health` gets an absolute one.
 */
export function placed(path: string, basePath: string): Placed {
  if (basePath === '') return { path };
  const lower = path.toLowerCase();
  const base = basePath.toLowerCase();
  if (lower === base) return { path: '/' };
  if (lower.startsWith(`${base}/`)) return { path: path.slice(base.length) };
  if (lower === '/health') return { location: `${basePath}/health` };
  const up = '../'.repeat(path.split('/').length - 2);
  return { location: `${up}${basePath.slice(1)}/api-docs/swagger` };
}

/** `jellyfin`, `/jellyfin/` and `/jellyfin` are the same. */
export function normalBasePath(given: string | undefined): string {
  const bare = (given ?? '').replace(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `/${bare}`;
}
