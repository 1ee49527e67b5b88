import { createAuthority, type TlsFiles } from './authority.ts';

/**
 * How the certificate of a mock server is. `unknown-ca`: in order, but by an authority that nobody can know; the others
 * are trusted by whoever trusts the `ca` that comes with them.
 */
export type TlsKind = 'good' | 'expired' | 'wrong-name' | 'unknown-ca';

/** A key, a certificate and its authority, made now: nothing secret lies in any file. */
export function makeTlsFiles(kind: TlsKind, hosts: readonly string[]): TlsFiles {
  const authority = createAuthority();
  const signer = kind === 'unknown-ca' ? createAuthority() : authority;
  const names = kind === 'wrong-name' ? ['elsewhere.invalid'] : hosts;
  return { ...signer.issue({ hosts: names, expired: kind === 'expired' }), ca: authority.ca };
}
