import type { Hono } from 'hono';
import type { JWK } from 'jose';
import { cloudAnswer, cloudError } from '../answers.ts';
import { pinBody } from './bodies.ts';
import { type CloudState, callerOf, failures } from './cloud-state.ts';
import type { Pin } from './pins.ts';
import { clientIdHeader, credentialOf, fieldsOf } from './request-fields.ts';

export function isJwk(value: unknown): value is JWK {
  return typeof value === 'object' && value !== null && 'kty' in value && 'kid' in value;
}

export function addPinRoutes(app: Hono, state: CloudState): void {
  const { pins, accounts, keys, clock } = state;

  app.post('/api/v2/pins', async (context) => {
    const request = context.req.raw;
    const clientId = credentialOf(context, clientIdHeader);
    if (clientId === undefined) return cloudError(request, failures.noClient);
    const fields = await fieldsOf(context);
    if (fields === undefined) return cloudError(request, failures.badBody);
    const jwk = fields.value('jwk');
    const pin = pins.create({
      clientId,
      product: fields.text('X-Plex-Product') ?? null,
      strong: fields.text('strong') === 'true' || fields.text('strong') === '1',
      ...(isJwk(jwk) ? { jwk } : {}),
    });
    return cloudAnswer(request, 'pin', pinBody(pin, null, clock.now()), 201);
  });

  app.get('/api/v2/pins/:id{[0-9]+}', async (context) => {
    const request = context.req.raw;
    const clientId = credentialOf(context, clientIdHeader);
    if (clientId === undefined) return cloudError(request, failures.noClient);
    const pin = pins.find(Number(context.req.param('id')), clientId);
    if (pin === undefined) return cloudError(request, failures.noPin);
    const now = clock.now();
    const isTooFast = state.limitsPolling && pin.polledAt !== undefined && now - pin.polledAt < 1000;
    pin.polledAt = now;
    if (isTooFast) return cloudError(request, failures.tooFast);
    const token = await tokenOf(pin, context.req.query('deviceJWT'));
    if (token === undefined) return cloudError(request, failures.badDeviceToken);
    return cloudAnswer(request, 'pin', pinBody(pin, token, now));
  });

  app.put('/api/v2/pins/link', async (context) => {
    const caller = callerOf(context, state);
    if (caller instanceof Response) return caller;
    const code = (await fieldsOf(context))?.text('code') ?? '';
    return pins.link(code, caller.user)
      ? new Response(null, { status: 204 })
      : cloudError(context.req.raw, failures.noPin);
  });

  /** @returns null: nobody has typed the code yet; undefined: the device's proof is wrong */
  async function tokenOf(pin: Pin, deviceJwt: string | undefined): Promise<string | null | undefined> {
    const { claimedBy, jwk, clientId } = pin;
    if (claimedBy === undefined) return null;
    if (jwk === undefined || deviceJwt === undefined) return accounts.issue(claimedBy, clientId);
    if ((await keys.verify(clientId, jwk, deviceJwt)) === undefined) return undefined;
    const key = { jwk, user: claimedBy };
    keys.register(clientId, jwk, claimedBy);
    return await keys.issue(clientId, key);
  }
}
