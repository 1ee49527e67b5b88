import * as z from 'zod';
import { StorageError } from '../errors.ts';
import type { Credential } from '../models/credential.ts';
import { type Secret, secret } from '../models/secret.ts';

/** The purpose that a stored credential is bound to. */
export const credentialUse = 'credential';

const secretText = z.string().transform(secret);
const yes = z.literal(true);

const stored = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('plex-token'),
    accountToken: secretText,
    serverToken: secretText.exactOptional(),
    isBorrowed: yes.exactOptional(),
    isProfile: yes.exactOptional(),
  }),
  z.object({
    type: z.literal('plex-device-key'),
    keyId: z.string(),
    privateJwk: secretText,
    accountToken: secretText.exactOptional(),
    accountTokenExpiresAt: z.number().exactOptional(),
    serverToken: secretText.exactOptional(),
    legacyToken: secretText.exactOptional(),
  }),
  z.object({ type: z.literal('plex-server-token'), token: secretText }),
  z.object({ type: z.literal('jellyfin-token'), token: secretText, isBorrowed: yes.exactOptional() }),
  z.object({
    type: z.literal('jellyfin-password'),
    username: z.string(),
    password: secretText,
    token: secretText.exactOptional(),
  }),
  z.object({ type: z.literal('jellyfin-api-key'), key: secretText }),
]);

/** `undefined` when it is none: the platform's own error quotes the text. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The credential with its secrets in the clear: only ever a step on the way into the cipher. */
export function encodeCredential(credential: Credential): string {
  const fields = Object.entries(credential).map(([name, value]: [string, string | number | true | Secret]) => [
    name,
    typeof value === 'object' ? value.reveal() : value,
  ]);
  return JSON.stringify(Object.fromEntries(fields));
}

/** @throws {StorageError} `corrupt` when it is no credential that this version knows */
export function decodeCredential(text: string): Credential {
  const parsed = stored.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new StorageError('corrupt', 'a stored credential is of a kind that this version does not know; sign in again');
}
