import type { Secret } from '../../../models/secret.ts';
import type { HttpRequest } from '../../http/http-client.ts';
import { passwordStatuses, quickConnectStatuses, tokenStatuses } from '../jellyfin-statuses.ts';
import {
  loginSchema,
  quickConnectSchema,
  userSchema,
  usersSchema,
  type WireLogin,
  type WireQuickConnect,
  type WireUser,
} from '../jellyfin-wire.ts';

type Headers = Readonly<Record<string, string>>;

/** @param headers say who asks; without a token, as in every request here that does not take one */
export function authenticateByName(
  base: string,
  headers: Headers,
  username: string,
  password: Secret,
): HttpRequest<WireLogin> {
  return {
    operation: 'sign in with a password',
    base,
    path: '/Users/AuthenticateByName',
    method: 'POST',
    headers,
    json: { Username: username, Pw: password.reveal() },
    schema: loginSchema,
    statuses: passwordStatuses,
  };
}

/** @param method `POST` since 10.9, `GET` up to 10.11; each answers 405 where it is unknown */
export function initiateQuickConnect(
  base: string,
  headers: Headers,
  method: 'GET' | 'POST',
): HttpRequest<WireQuickConnect> {
  return {
    operation: 'start Quick Connect',
    base,
    path: '/QuickConnect/Initiate',
    method,
    headers,
    schema: quickConnectSchema,
    statuses: quickConnectStatuses,
  };
}

export function pollQuickConnect(base: string, secret: Secret): HttpRequest<WireQuickConnect> {
  return {
    operation: 'wait for Quick Connect',
    base,
    path: '/QuickConnect/Connect',
    query: { secret: secret.reveal() },
    schema: quickConnectSchema,
    statuses: quickConnectStatuses,
    retries: 0,
  };
}

/** Asked twice it gives the same token (recorded on 12.0), so it may be tried again. */
export function exchangeQuickConnect(base: string, headers: Headers, secret: Secret): HttpRequest<WireLogin> {
  return {
    operation: 'finish Quick Connect',
    base,
    path: '/Users/AuthenticateWithQuickConnect',
    method: 'POST',
    headers,
    json: { Secret: secret.reveal() },
    schema: loginSchema,
    statuses: quickConnectStatuses,
    safe: true,
  };
}

/** @param headers with the token */
export function ownerOfToken(base: string, headers: Headers): HttpRequest<WireUser> {
  return {
    operation: 'sign in with a token',
    base,
    path: '/Users/Me',
    headers,
    schema: userSchema,
    statuses: tokenStatuses,
  };
}

/** @param headers with the API key */
export function allUsers(base: string, headers: Headers): HttpRequest<readonly WireUser[]> {
  return { operation: 'sign in with an API key', base, path: '/Users', headers, schema: usersSchema };
}
