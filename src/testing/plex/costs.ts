import type { Work } from '../http/pace.ts';

type Fetch = (request: Request) => Response | Promise<Response>;

const listMs = 10;
const rowMs = 0.2;
const guidsMs = 0.05;
const fullItemMs = 5;
const otherMs = 2;

const listing = /^\/(?:library|hubs|playlists|playQueues|status)(?:\/|$)/;
const fullItems = /^\/library\/metadata\/[\d,]+$/;

/**
 * How long a media server works for an answer, in milliseconds. A model, not a measurement: it is shaped like what a
 * Jellyfin server was seen to need, with numbers that leave a first sync limited by the server.
 *
 * @param rows as the container says; absent for answers that are no list
 */
export function costOf({ url, method }: Pick<Request, 'url' | 'method'>, rows: number | undefined): number {
  const { pathname, searchParams } = new URL(url);
  if (rows === undefined || method !== 'GET' || !listing.test(pathname)) return otherMs;
  if (fullItems.test(pathname)) return otherMs + rows * fullItemMs;
  return Math.round(listMs + rows * (rowMs + (searchParams.get('includeGuids') === '1' ? guidsMs : 0)));
}

/** The same server at the pace of a real one. Pictures, files and event streams begin at once. */
export function paced(fetch: Fetch, work: Work, now: () => number): Fetch {
  return async (request) => {
    const began = now();
    const response = await fetch(request);
    if (!/^(?:application\/json|text\/xml)/.test(response.headers.get('content-type') ?? '')) return response;
    await work(costOf(request, sizeOf(await response.clone().text())), began);
    return response;
  };
}

/** Of the container, which is the first to say one, in XML and JSON. */
function sizeOf(text: string): number | undefined {
  const found = /(?:"size":|\ssize=")(\d+)/.exec(text.slice(0, 2000))?.[1];
  return found === undefined ? undefined : Number(found);
}
