import * as z from 'zod';
import { StorageError } from '../errors.ts';
import { secret } from '../models/secret.ts';
import type { SourceAccess } from '../models/source-access.ts';
import { parsedJson } from './credential-codec.ts';

const secretText = z.string().transform(secret);

/** Strict: a setting that is not known could be one that keeps a server out. */
const stored = z.strictObject({
  pins: z.array(z.string()).exactOptional(),
  ca: z.string().exactOptional(),
  clientCertificate: z.strictObject({ certificate: z.string(), key: secretText }).exactOptional(),
  headers: z.record(z.string(), secretText).exactOptional(),
  hosts: z.record(z.string(), z.string()).exactOptional(),
  allowInsecure: z.boolean().exactOptional(),
});

/** The settings with their secrets in the clear: only ever a step on the way into the cipher. */
export function encodeAccess({ clientCertificate, headers, ...open }: SourceAccess): string {
  return JSON.stringify({
    ...open,
    ...(clientCertificate === undefined
      ? {}
      : { clientCertificate: { ...clientCertificate, key: clientCertificate.key.reveal() } }),
    ...(headers === undefined
      ? {}
      : { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])) }),
  });
}

/** @throws {StorageError} `corrupt` for settings that this version does not know */
export function decodeAccess(text: string): SourceAccess {
  const parsed = stored.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  const says = 'stored access settings are of a kind that this version does not know; set them again';
  throw new StorageError('corrupt', says);
}
