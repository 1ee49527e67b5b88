import type { Context } from 'hono';
import type { Clock } from '../../../models/clock.ts';
import type { Accounts, Grant } from '../accounts.ts';
import { type CloudError, cloudError } from '../answers.ts';
import type { RunningServer } from '../server/mock-server.ts';
import type { DeviceKeys } from './device-keys.ts';
import type { Pins } from './pins.ts';
import { credentialOf, tokenHeader } from './request-fields.ts';

/** Everything that the routes of plex.tv share. */
export interface CloudState {
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly pins: Pins;
  readonly keys: DeviceKeys;
  readonly servers: readonly RunningServer[];
  /** Answer 429 to a client that polls one pin faster than once a second. */
  limitsPolling: boolean;
  /** Answer 429 to every switch between the users of the home. */
  limitsSwitching: boolean;
}

export type Failure =
  | 'noClient'
  | 'badBody'
  | 'unauthorized'
  | 'notFound'
  | 'tooFast'
  | 'noPin'
  | 'wrongPin'
  | 'noNonceClient'
  | 'badKey'
  | 'badDeviceToken'
  | 'expired';

/** 1001, 1002, 1003 and 1041 are seen on plex.tv; the other codes are this mock's. */
export const failures: Readonly<Record<Failure, CloudError>> = {
  noClient: { code: 1000, message: 'X-Plex-Client-Identifier is missing', status: 400 },
  badBody: { code: 1000, message: 'The body cannot be read', status: 400 },
  unauthorized: { code: 1001, message: 'User could not be authenticated', status: 401 },
  notFound: { code: 1002, message: 'Not found', status: 404 },
  tooFast: { code: 1003, message: 'API rate limit exceeded', status: 429 },
  noPin: { code: 1020, message: 'Code not found or expired', status: 404 },
  wrongPin: { code: 1041, message: 'The PIN is not right', status: 403 },
  noNonceClient: { code: 1000, message: 'X-Plex-Client-Identifier is missing', status: 422 },
  badKey: { code: 1000, message: 'The key is registered already', status: 422 },
  badDeviceToken: { code: 1000, message: 'The device token is not valid', status: 422 },
  expired: { code: 1000, message: 'The token has expired', status: 498 },
};

export interface Caller extends Grant {
  readonly token: string;
}

/** Who calls, or the answer that says why nobody may. */
export function callerOf(context: Context, state: CloudState): Caller | Response {
  const token = credentialOf(context, tokenHeader);
  const grant = state.accounts.find(token);
  if (token === undefined || grant === undefined) return cloudError(context.req.raw, failures.unauthorized);
  if (state.keys.isExpired(token)) return cloudError(context.req.raw, failures.expired);
  return { ...grant, token };
}
