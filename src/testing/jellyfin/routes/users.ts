import { type Account, deviceOf, type Token } from '../accounts.ts';
import { type Answer, failed, json, noContent, problem, Refusal } from '../answers.ts';
import { readBody } from '../body.ts';
import { guidOf } from '../found-item.ts';
import { handleOf } from '../item-ids.ts';
import { anyone, type Route, signedIn } from '../router.ts';
import { type MockServer, visibleShelves } from '../server.ts';
import { sessionDto } from '../session-dto.ts';
import { userDto } from '../user-dto.ts';

export const userRoutes: readonly Route[] = [
  // New users are hidden, so an empty list is what most servers answer (seen).
  anyone('GET', '/Users/Public', () => json([])),
  signedIn('GET', '/Users', ({ server }) => json(server.accounts.all.map((account) => userRow(server, account)))),
  signedIn('GET', '/Users/Me', ({ server, caller }) => {
    if (caller.kind === 'key') throw new Refusal(problem(400));
    return json(userRow(server, caller.account));
  }),
  signedIn('GET', '/Users/:id', ({ server, path }) => {
    const account = server.accounts.byId(guidOf('userId', path.id));
    if (account === undefined) throw new Refusal(problem(404));
    return json(userRow(server, account));
  }),
  anyone('POST', '/Users/AuthenticateByName', async (call) => {
    const body = await readBody(call);
    const device = deviceOf(call.claims);
    const name = body.text('Username');
    if (name === undefined || name === '') throw new Refusal(failed(400));
    const { server } = call;
    const account = server.accounts.checkPassword(name, body.text('Pw') ?? '');
    if (!server.traits.loginCountsFailures) account.failedLogins = 0;
    const token = server.accounts.signIn(account, device, server.clock.now());
    const answer = signedInAnswer(server, token, { remoteEndPoint: true });
    // The answer still counts the attempts that failed before it (recorded).
    account.failedLogins = 0;
    return answer;
  }),
  anyone('POST', '/Users/AuthenticateWithQuickConnect', async (call) => {
    const body = await readBody(call);
    // Its own device data are checked but not used: the token belongs to the device that began (seen).
    deviceOf(call.claims);
    const token = call.server.quickConnect.exchange(body.text('Secret') ?? '');
    return signedInAnswer(call.server, token, { remoteEndPoint: false });
  }),
  signedIn('POST', '/Sessions/Logout', ({ server, caller }) => {
    if (caller.kind === 'user') {
      server.accounts.revoke(caller.token);
      server.sessions.endDevice(caller.token.device.deviceId);
    }
    return noContent;
  }),
];

function userRow(server: MockServer, account: Account): object {
  const folders =
    account.libraries === undefined
      ? undefined
      : [...visibleShelves(server, account)].map((at) => server.ids.idOf(handleOf('view', at)));
  return userDto(account, server.serverId, folders, server.traits);
}

/** AuthenticationResult. The session of Quick Connect does not say where it comes from (recorded). */
function signedInAnswer(
  server: MockServer,
  { account, device, value }: Token,
  { remoteEndPoint }: { readonly remoteEndPoint: boolean },
): Answer {
  const session = server.sessions.touch(account, device, server.clock.now());
  const info = sessionDto(session, server, undefined);
  return json({
    User: userRow(server, account),
    SessionInfo: remoteEndPoint ? info : withoutEndPoint(info),
    AccessToken: value,
    ServerId: server.serverId,
  });
}

function withoutEndPoint(info: Record<string, unknown>): Record<string, unknown> {
  const { RemoteEndPoint: _, ...rest } = info;
  return rest;
}
