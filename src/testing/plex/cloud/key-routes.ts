import type { Hono } from 'hono';
import { decodeJwt } from 'jose';
import { cloudAnswer, cloudError } from '../answers.ts';
import { type CloudState, callerOf, failures } from './cloud-state.ts';
import { isJwk } from './pin-routes.ts';
import { clientIdHeader, credentialOf, fieldsOf } from './request-fields.ts';

/** plex.tv says 422 for all of them (sheet, section 1.3); the texts are this mock's. */
const keyFailures = {
  known: failures.badKey,
  taken: { code: 1000, message: 'The thumbprint has already been taken by another device', status: 422 },
  otherClient: { code: 1000, message: 'Invalid token', status: 422 },
} as const;

/** The JWT calls. Names are snake case here and camel case on pins, as on plex.tv. */
export function addKeyRoutes(app: Hono, { keys, ...rest }: CloudState): void {
  const state: CloudState = { ...rest, keys };

  app.get('/api/v2/auth/keys', (context) => cloudAnswer(context.req.raw, 'keys', { keys: [{ ...keys.published }] }));

  app.get('/api/v2/auth/nonce', (context) => {
    const clientId = credentialOf(context, clientIdHeader);
    if (clientId === undefined) return cloudError(context.req.raw, failures.noNonceClient);
    if (keys.limitsNonces) return cloudError(context.req.raw, failures.tooFast);
    return cloudAnswer(context.req.raw, 'nonce', { nonce: keys.nonce(clientId) });
  });

  app.post('/api/v2/auth/jwk', async (context) => {
    const request = context.req.raw;
    const caller = callerOf(context, state);
    if (caller instanceof Response) return caller;
    const jwk = (await fieldsOf(context))?.value('jwk');
    if (!isJwk(jwk)) return cloudError(request, failures.badBody);
    // A token speaks for the client that it was given to, and for nobody else.
    if (credentialOf(context, clientIdHeader) !== caller.clientId) return cloudError(request, keyFailures.otherClient);
    const outcome = keys.register(caller.clientId, jwk, caller.user);
    return outcome === 'new' ? cloudAnswer(request, 'jwk', {}, 201) : cloudError(request, keyFailures[outcome]);
  });

  app.post('/api/v2/auth/token', async (context) => {
    const request = context.req.raw;
    const deviceJwt = (await fieldsOf(context))?.text('jwt');
    if (deviceJwt === undefined) return cloudError(request, failures.badBody);
    const clientId = credentialOf(context, clientIdHeader) ?? issuerOf(deviceJwt);
    const key = clientId === undefined ? undefined : keys.registered(clientId);
    if (clientId === undefined || key === undefined) return cloudError(request, failures.badDeviceToken);
    const claims = await keys.verify(clientId, key.jwk, deviceJwt);
    if (claims === undefined || !keys.useNonce(clientId, claims.nonce)) {
      return cloudError(request, failures.badDeviceToken);
    }
    return cloudAnswer(request, 'token', { auth_token: await keys.issue(clientId, key) });
  });
}

function issuerOf(jwt: string): string | undefined {
  try {
    return decodeJwt(jwt).iss;
  } catch {
    return undefined;
  }
}
