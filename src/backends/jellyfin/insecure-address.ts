import { MediafoldError } from '../../errors.ts';
import { isPrivateHost } from '../http/private-address.ts';
import { withoutSecrets } from '../http/redact.ts';

export function wouldExpose(uri: string, allowInsecure: boolean | undefined): boolean {
  const { protocol, hostname } = new URL(uri);
  return allowInsecure !== true && protocol !== 'https:' && !isPrivateHost(hostname);
}

/** @throws {MediafoldError} `invalid-argument` when a credential sent there could be read on the way */
export function refuseToExpose(operation: string, uri: string, allowInsecure: boolean | undefined): void {
  if (!wouldExpose(uri, allowInsecure)) return;
  throw new MediafoldError(
    'invalid-argument',
    `${operation}: ${withoutSecrets(uri)} is plain http to a public address, which would show the credential to others. Use https, or allow it for this server`,
    { operation },
  );
}
