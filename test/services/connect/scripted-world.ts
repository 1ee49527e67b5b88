import type { Environment } from '../../../src/models/environment.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Who or what is at an address. */
export type Dweller =
  | 'server'
  /** Another server of the same make. */
  | 'stranger'
  /** A page for every request, with status 200. */
  | 'portal'
  /** Sends every request elsewhere. */
  | 'portal-redirect'
  | 'starting'
  /** Takes no credential but a renewed one. */
  | 'wants-new-token'
  /** Takes none. A proxy that refuses, for example. */
  | 'refuses-token'
  | 'forbids'
  | 'refused'
  | 'dns'
  | 'reset'
  | 'tls'
  | 'silent'
  /** Says who it is and then nothing. */
  | 'half-open'
  /** Begins to answer and stops in the middle. */
  | 'stalls';

export interface Spot {
  readonly dweller: Dweller;
  /** Before each answer. */
  readonly delayMs: number;
}

export interface Sent {
  readonly at: number;
  readonly origin: string;
  readonly path: string;
  readonly token: string | undefined;
  /** Absent while it is under way. */
  end?: 'answered' | 'failed' | 'aborted';
  /** It told who it is, and it is the right one. */
  provedAt?: number;
}

export interface Vendor {
  readonly serverId: string;
  isIdentity(path: string): boolean;
  identity(serverId: string): unknown;
  good(): unknown;
  tokenIn(headers: Headers): string | undefined;
}

export interface World {
  readonly spots: ReadonlyMap<string, Spot>;
  readonly vendor: Vendor;
  readonly tokens: { readonly old: string; readonly fresh: string };
  /** Answers of the account service, by its origin. */
  readonly account?: { readonly origin: string; readonly answer: (path: string) => unknown; readonly spot: Spot };
}

const codes: Readonly<Record<string, string>> = {
  refused: 'ECONNREFUSED',
  dns: 'ENOTFOUND',
  reset: 'ECONNRESET',
  tls: 'CERT_HAS_EXPIRED',
};

/** A network in memory: what the world supplies, scripted. Keeps what was sent where. */
export function scriptedFetch(world: World, clock: VirtualClock): { fetch: Environment['fetch']; sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch: Environment['fetch'] = async (input, init) => {
    const request = input instanceof Request ? input : new Request(input, init);
    const { signal, headers } = request;
    const { origin, pathname } = new URL(request.url);
    const isAccount = origin === world.account?.origin;
    const token = isAccount ? undefined : world.vendor.tokenIn(headers);
    const entry: Sent = { at: clock.now(), origin, path: pathname, token };
    sent.push(entry);
    try {
      const answer = await answerOf(entry, signal, isAccount);
      entry.end = 'answered';
      return answer;
    } catch (error) {
      entry.end = signal.aborted ? 'aborted' : 'failed';
      throw error;
    }
  };
  return { fetch, sent };

  async function answerOf(entry: Sent, signal: AbortSignal, isAccount: boolean): Promise<Response> {
    const spot = isAccount ? world.account?.spot : world.spots.get(entry.origin);
    if (spot === undefined) throw failure('ENOTFOUND');
    const { dweller, delayMs } = spot;
    await clock.sleep(delayMs, signal);
    const code = codes[dweller];
    if (code !== undefined) throw failure(code);
    const isIdentity = !isAccount && world.vendor.isIdentity(entry.path);
    if (dweller === 'silent' || (dweller === 'half-open' && !isIdentity)) return clock.sleep(1e12, signal).then(never);
    if (dweller === 'portal') return new Response('<!doctype html><p>Sign in to the Wi-Fi</p>');
    if (dweller === 'portal-redirect') {
      return new Response(null, { status: 302, headers: { location: 'http://portal.invalid/' } });
    }
    if (dweller === 'starting') return new Response('loading', { status: 503 });
    if (dweller === 'stalls') return new Response(stalling());
    if (isAccount) return Response.json(world.account?.answer(entry.path));
    if (isIdentity) {
      if (dweller !== 'stranger') entry.provedAt = clock.now();
      return Response.json(world.vendor.identity(dweller === 'stranger' ? 'somebody-else' : world.vendor.serverId));
    }
    if (dweller === 'forbids') return new Response('no', { status: 403 });
    const taken =
      dweller === 'server' ? Object.values(world.tokens) : dweller === 'wants-new-token' ? [world.tokens.fresh] : [];
    const isTaken = entry.token !== undefined && taken.includes(entry.token);
    return isTaken ? Response.json(world.vendor.good()) : new Response('no', { status: 401 });
  }
}

/** As the platform's fetch fails: the reason is in the cause. */
function failure(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

function never(): never {
  throw new Error('the end of time');
}

function stalling(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode('{"MediaCont')) });
}
