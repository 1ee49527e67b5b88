import { type Account, deviceOf, type Token } from '../accounts.ts';
import { type Answer, failed, json, noContent, problem, Refusal } from '../answers.ts';
import { readBody } from '../body.ts';
import { guidOf } from '../found-item.ts';
import { handleOf } from '../item-ids.ts';
import { libraries } from '../items.ts';
import { anyone, type Route, signedIn } from '../router.ts';
import { type MockServer, visibleTo } from '../server.ts';
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
    return signedInAnswer(server, server.accounts.signIn(account, device, server.clock.now()));
  }),
  anyone('POST', '/Users/AuthenticateWithQuickConnect', async (call) => {
    const body = await readBody(call);
    // Its own device data are checked but not used: the token belongs to the device that began (seen).
    deviceOf(call.claims);
    return signedInAnswer(call.server, call.server.quickConnect.exchange(body.text('Secret') ?? ''));
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
      : libraries.flatMap(({ collectionType }, at) =>
          visibleTo(account).has(collectionType) ? [server.ids.idOf(handleOf('view', at))] : [],
        );
  return userDto(account, server.serverId, folders);
}

/** AuthenticationResult, the same for a password and for Quick Connect. */
function signedInAnswer(server: MockServer, { account, device, value }: Token): Answer {
  const session = server.sessions.touch(account, device, server.clock.now());
  return json({
    User: userRow(server, account),
    SessionInfo: sessionDto(session, server.serverId, undefined),
    AccessToken: value,
    ServerId: server.serverId,
  });
}
