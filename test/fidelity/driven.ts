/** One route of a mock, with what it answered to a good request. */
export interface Driven {
  /** `GET /Items/{}`: parts of the path that vary are written as `{}`. */
  readonly route: string;
  readonly status: number;
  readonly contentType: string;
  /** JSON as a value; undefined for anything else. */
  readonly body: unknown;
}

/** Bodies that are no JSON are not read: an event stream would never end. */
export async function driven(route: string, url: string, init: RequestInit): Promise<Driven> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const contentType = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const isJson = contentType.includes('json');
  if (!isJson) await response.body?.cancel();
  return { route, status: response.status, contentType, body: isJson ? JSON.parse(await response.text()) : undefined };
}

/** Of several patterns that a concrete route fits, the one with most fixed parts. */
export function patternOf(patterns: readonly string[], route: string): string | undefined {
  const fits = patterns.filter((pattern) => {
    const [own, other] = [pattern.split('/'), route.split('/')];
    return own.length === other.length && own.every((part, at) => part === '{}' || part === other[at]);
  });
  const open = (pattern: string): number => pattern.split('{}').length;
  return fits.toSorted((a, b) => open(a) - open(b))[0];
}
