import type { Secret } from './secret.ts';

/**
 * How requests to one source's own server travel, where that differs from the system's defaults. It holds for all
 * addresses of the source; nothing of it goes to account services or to other sources.
 */
export interface SourceAccess {
  /**
   * SHA-256 of the server's public key (its SubjectPublicKeyInfo), in base64. A server that shows one of these keys is
   * trusted whatever its certificate says; one that shows another is not. Several: while a key is being replaced, or for
   * addresses that show different ones. An address of plain http shows none, and is used as ever.
   */
  readonly pins?: readonly string[];
  /** PEM certificates of authorities that are trusted beside the system's. */
  readonly ca?: string;
  /** For servers behind a proxy that asks who the client is. PEM. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: Secret };
  /**
   * Sent with every request to the server, logins and probes too: what a proxy before it asks for. Not over plain http to
   * public addresses, unless that is allowed. What a player loads by itself needs them as well: `ImageFacet.headers`.
   */
  readonly headers?: Readonly<Record<string, Secret>>;
  /** Names that are not looked up, with the IP address to use: for certificates that are made for another name. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** Send the credential over plain http to public addresses too. Default: what the catalogue was opened with. */
  readonly allowInsecure?: boolean;
}
