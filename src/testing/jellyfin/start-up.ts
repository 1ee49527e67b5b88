import type { Answer } from './answers.ts';
import { pong, publicInfo } from './routes/system.ts';
import type { MockServer } from './server.ts';

const loading: Answer = {
  status: 503,
  text: 'Jellyfin Server is loading. Please try again shortly.',
  headers: { 'content-type': 'text/html' },
};

const settingUp: Answer = {
  status: 503,
  text: '<html><body>The server is starting</body></html>',
  headers: { 'content-type': 'text/html', 'retry-after': '005' },
};

/**
 * What the server answers before it is ready, as seen while 10.10, 10.11 and 12.0 restarted. Undefined when it is ready.
 *
 * @param needsToken whether the path is a protected route
 * @param hasToken whether the request holds a token that will be good
 */
export function startUpAnswer(
  server: MockServer,
  path: string,
  { needsToken, hasToken }: { readonly needsToken: boolean; readonly hasToken: boolean },
): Answer | undefined {
  const at = path.toLowerCase();
  if (server.settings.startUp === 'ready') return undefined;
  if (server.settings.startUp === 'setup' && server.traits.setUpServer) {
    if (at === '/system/info/public') return { status: 200, json: camelInfo(server) };
    if (at === '/health') return { status: 200, text: 'Degraded', headers: { 'content-type': 'text/plain' } };
    return settingUp;
  }
  if (at === '/system/ping') return pong;
  return needsToken && !hasToken ? { status: 401 } : loading;
}

/** The set-up server writes camelCase, whatever the client asked for, and says that the wizard was not completed. */
function camelInfo(server: MockServer): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(publicInfo(server, false)).map(([key, value]) => [
      `${key.charAt(0).toLowerCase()}${key.slice(1)}`,
      value,
    ]),
  );
}
