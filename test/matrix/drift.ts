/** Ways in which plex.tv's answers have changed, or could tomorrow. Each one is put on all of its answers at once. */

export type Drift = 'fields of tomorrow' | 'lists as texts with commas' | 'nulls' | 'numbers and yes or no as texts';

/** Without these there is no sign-in to speak of. */
const needed: ReadonlySet<string> = new Set([
  ...['id', 'uuid', 'code', 'authToken', 'auth_token', 'nonce', 'clientIdentifier', 'accessToken', 'provides'],
  ...['uri', 'address', 'port', 'protocol', 'users', 'connections', 'protected', 'restricted'],
  // Of the Home's users: tests look for them by it.
  'title',
]);

type Change = (value: unknown, name: string) => unknown;

const changes: Readonly<Record<Drift, Change>> = {
  'fields of tomorrow': (value) =>
    isObject(value) ? { ...value, tomorrow: { list: ['a', { b: null }] }, flags: [], score: -1.5 } : value,
  'lists as texts with commas': (value) =>
    Array.isArray(value) && value.every((each) => typeof each !== 'object') ? value.join(',') : value,
  nulls: (value, name) => (typeof value === 'object' || needed.has(name) ? value : null),
  'numbers and yes or no as texts': (value) =>
    typeof value === 'number' ? String(value) : typeof value === 'boolean' ? (value ? '1' : '0') : value,
};

export const drifts: readonly Drift[] = Object.keys(changes) as Drift[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** From the inside out. The answer itself stays what it is: an object, or a list. */
function drifted(value: unknown, change: Change, name?: string): unknown {
  const inside = Array.isArray(value)
    ? value.map((each) => drifted(each, change, ''))
    : isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, drifted(each, change, key)]))
      : value;
  return name === undefined && Array.isArray(inside) ? inside : change(inside, name ?? '');
}

type Fetch = (input: Request | string | URL, init?: RequestInit) => Promise<Response>;

/** @param base of plex.tv; other answers are left alone */
export function driftingFetch(fetch: Fetch, base: string, drift: Drift): Fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(base) || answer.headers.get('content-type')?.includes('json') !== true) return answer;
    const headers = new Headers(answer.headers);
    headers.delete('content-length');
    const text = await answer.text();
    const body = text === '' ? text : JSON.stringify(drifted(JSON.parse(text), changes[drift]));
    return new Response(body, { status: answer.status, headers });
  };
}
