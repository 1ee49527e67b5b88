import type { IncomingMessage } from 'node:http';
import { maintenance } from '../plex/answers.ts';
import type { PlaceBehaviour } from './behaviour.ts';

const page = '<!doctype html><html><head><title>Welcome</title></head><body>Accept the terms to go on.</body></html>';
const loading = 'Jellyfin Server is loading. Please try again shortly.';
const html = { 'content-type': 'text/html' };

/** What an address answers by itself, with nobody asked; undefined when the server behind answers. */
export async function ownAnswer(
  behaviour: PlaceBehaviour,
  { url = '/' }: Pick<IncomingMessage, 'url'>,
  publicInfo: () => Promise<Readonly<Record<string, unknown>>>,
): Promise<Response | undefined> {
  if (behaviour.kind === 'portal') {
    const { location } = behaviour;
    return location === undefined
      ? new Response(page, { headers: { ...html, 'cache-control': 'no-store' } })
      : new Response(null, { status: 302, headers: { location } });
  }
  if (behaviour.kind !== 'starting') return undefined;
  if (behaviour.as === 'plex') return maintenance();
  const { as, retryAfterSeconds = as === 'jellyfin-setup' ? 5 : undefined } = behaviour;
  const path = new URL(url, 'http://place').pathname.toLowerCase();
  if (as === 'jellyfin-setup' && path.endsWith('/system/info/public')) {
    const info = Object.entries({ ...(await publicInfo()), StartupWizardCompleted: false });
    return Response.json(
      Object.fromEntries(info.map(([key, value]) => [`${key.charAt(0).toLowerCase()}${key.slice(1)}`, value])),
    );
  }
  const headers = new Headers(html);
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds).padStart(3, '0'));
  return new Response(loading, { status: 503, headers });
}
