import type { Work } from '../http/pace.ts';
import type { Account, Caller } from './accounts.ts';
import { type Answer, failed, forbidden, methodNotAllowed, Refusal, unauthorized, unknownPath } from './answers.ts';
import { placed } from './base-path.ts';
import { readClaims } from './carriers.ts';
import { costOf } from './costs.ts';
import { guidOf } from './found-item.ts';
import { stopSilent } from './play-reports.ts';
import { Query } from './query.ts';
import { type Call, finder, type Match, type Route } from './router.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { editRoutes } from './routes/edit-item.ts';
import { imageRoutes } from './routes/images.ts';
import { itemRoutes } from './routes/items.ts';
import { libraryRoutes } from './routes/library.ts';
import { listRoutes } from './routes/lists.ts';
import { nameRoutes } from './routes/names.ts';
import { preferenceRoutes } from './routes/preferences.ts';
import { quickConnectRoutes } from './routes/quick-connect.ts';
import { relatedRoutes } from './routes/related.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { showRoutes } from './routes/shows.ts';
import { suggestionRoutes } from './routes/suggestions.ts';
import { systemRoutes } from './routes/system.ts';
import { userDataRoutes } from './routes/user-data.ts';
import { userRoutes } from './routes/users.ts';
import { viewRoutes } from './routes/views.ts';
import type { MockServer } from './server.ts';
import { startUpAnswer } from './start-up.ts';
import type { VersionTraits } from './version-traits.ts';
import { written } from './way-out.ts';

/** The web server's limit for a request line, in bytes: about 200 item ids pass, 300 do not (seen). */
const longestLine = 8192;

export function routesOf(traits: VersionTraits): readonly Route[] {
  return [
    ...systemRoutes,
    ...userRoutes,
    ...quickConnectRoutes(traits),
    ...apiKeyRoutes,
    ...viewRoutes(traits),
    ...itemRoutes(traits),
    ...editRoutes,
    ...showRoutes,
    ...listRoutes(traits),
    ...nameRoutes,
    ...relatedRoutes(traits),
    ...libraryRoutes,
    ...suggestionRoutes(traits),
    ...preferenceRoutes,
    ...userDataRoutes(traits),
    ...sessionRoutes,
    ...imageRoutes,
  ];
}

/**
 * The whole server as one function: from a request to its answer.
 *
 * @param work with it, answers take the time of a real server
 */
export function createApp(server: MockServer, work?: Work): (request: Request) => Promise<Response> {
  let { traits } = server;
  let find = finder(routesOf(traits));
  return async (request) => {
    if (traits !== server.traits) {
      traits = server.traits;
      find = finder(routesOf(traits));
    }
    const began = server.clock.now();
    const answer = await respond(server, find, request).catch(caught);
    const response = written({ server, request, answer, began });
    if (work !== undefined && server.settings.startUp === 'ready') {
      await work(costOf(request, answer), began);
      response.headers.set('x-response-time-ms', String(server.clock.now() - began));
    }
    return response;
  };
}

function caught(error: unknown): Answer {
  if (error instanceof Refusal) return error.answer;
  return failed(500);
}

async function respond(server: MockServer, find: ReturnType<typeof finder>, request: Request): Promise<Answer> {
  const url = new URL(request.url);
  if (request.method.length + url.pathname.length + url.search.length + 11 > longestLine) return { status: 414 };
  const place = placed(url.pathname, server.basePath);
  if ('location' in place) return { status: 302, headers: { location: place.location } };
  const path = server.traits.embyPrefixes ? place.path.replace(/^\/(emby|mediabrowser)(?=\/)/i, '') : place.path;

  const query = new Query(url.searchParams);
  const { traits, settings, accounts } = server;
  const claims = readClaims(request.headers, query, { traits, legacy: settings.legacyAuthorization });
  const caller = accounts.callerOf(claims.token);
  const match = find(request.method, path);
  const needsToken = typeof match === 'object' && match.route.access !== 'anyone';
  const early = startUpAnswer(server, path, { needsToken, hasToken: caller !== undefined });
  if (early !== undefined) return early;
  if (match === undefined) return unknownPath;
  if (match === 'other-method') return methodNotAllowed;

  stopSilent(server);
  const call: Call = {
    server,
    method: request.method,
    query,
    path: match.path,
    headers: request.headers,
    claims,
    caller,
    body: () => request.text(),
  };
  return admitted(match, call);
}

function admitted({ route }: Match, call: Call): Answer | Promise<Answer> {
  if (route.access === 'anyone') return route.handler(call);
  const { caller, server } = call;
  if (caller === undefined) return unauthorized;
  if (caller.kind === 'user') caller.account.lastActivityAt = server.clock.now();
  const admin = caller.kind === 'key' || caller.account.admin === true;
  if (route.access === 'administrator' && !admin) return forbidden;
  return route.handler({ ...call, caller, account: meantUser(call, caller, admin) });
}

/** @throws {Refusal} 403 text when somebody who is no administrator names another or an unknown user (seen) */
function meantUser({ server, query, path }: Call, caller: Caller, admin: boolean): Account | undefined {
  const own = caller.kind === 'user' ? caller.account : undefined;
  const id = path.userId === undefined ? query.guid('userId') : guidOf('userId', path.userId);
  if (id === undefined || id === own?.id) return own;
  if (!admin) throw new Refusal(failed(403));
  const account = server.accounts.byId(id);
  if (account === undefined) throw new Refusal(failed(404));
  return account;
}
