import { Hono } from 'hono';
import { cloudAnswer, cloudError } from '../answers.ts';
import { homeBody, resourceBody, userBody } from './bodies.ts';
import { type CloudState, callerOf, failures } from './cloud-state.ts';
import { dateHeader } from './date-header.ts';
import { addDeviceRoutes } from './device-routes.ts';
import { addKeyRoutes } from './key-routes.ts';
import { addPinRoutes } from './pin-routes.ts';
import { clientIdHeader, credentialOf, fieldsOf } from './request-fields.ts';

/** plex.tv, without its socket. */
export function createCloudApp(state: CloudState): Hono {
  const app = new Hono();
  const { accounts, clock } = state;
  app.use(dateHeader(clock));
  addPinRoutes(app, state);
  addKeyRoutes(app, state);
  addDeviceRoutes(app, state);

  app.get('/api/v2/ping', (context) => {
    const caller = callerOf(context, state);
    return caller instanceof Response ? caller : cloudAnswer(context.req.raw, 'response', { pong: true });
  });

  app.get('/api/v2/user', (context) => {
    const caller = callerOf(context, state);
    if (caller instanceof Response) return caller;
    return cloudAnswer(context.req.raw, 'user', userBody(caller.user, accounts.users.length, caller.token));
  });

  app.delete('/api/v2/users/signout', (context) => {
    const caller = callerOf(context, state);
    if (caller instanceof Response) return caller;
    accounts.revoke(caller.token);
    return new Response(null, { status: 204 });
  });

  app.get('/api/v2/resources', (context) => {
    const caller = callerOf(context, state);
    if (caller instanceof Response) return caller;
    const { user, token } = caller;
    const asked = (name: string): boolean => context.req.query(name) === '1';
    const query = { https: asked('includeHttps'), relay: asked('includeRelay'), ipv6: asked('includeIPv6') };
    const resources = state.servers
      .filter(({ options }) => options.claimed !== false)
      .map((running) => resourceBody(running, user, accounts.account, token, query, clock.now()));
    return cloudAnswer(context.req.raw, 'resources', resources);
  });

  app.get('/api/v2/home/users', (context) => {
    const caller = callerOf(context, state);
    if (caller instanceof Response) return caller;
    return cloudAnswer(context.req.raw, 'home', homeBody(accounts.users, clock.now()));
  });

  app.post('/api/v2/home/users/:uuid/switch', async (context) => {
    const request = context.req.raw;
    const caller = callerOf(context, state);
    if (caller instanceof Response) return caller;
    if (state.limitsSwitching) return cloudError(request, failures.tooFast);
    // Only by uuid: the number of a user is not found here.
    const user = accounts.users.find(({ uuid }) => uuid === context.req.param('uuid'));
    if (user === undefined) return cloudError(request, failures.notFound);
    const pin = (await fieldsOf(context))?.text('pin');
    if (user.pin !== undefined && user.pin !== pin) return cloudError(request, failures.wrongPin);
    // A legacy token, also for a caller that holds a JWT.
    const token = accounts.issue(user, credentialOf(context, clientIdHeader) ?? caller.clientId);
    return cloudAnswer(request, 'user', userBody(user, accounts.users.length, token), 201);
  });

  app.notFound((context) => cloudError(context.req.raw, failures.notFound));
  return app;
}
