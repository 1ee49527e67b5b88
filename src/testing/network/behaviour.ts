/** A server that runs already, such as a `MockPlexServer` or a `MockJellyfin`. */
export interface ServerBehind {
  readonly url: string;
  /** PEM of the authority of its certificate, when it speaks https itself. */
  readonly ca?: string;
}

/** `none`: plain http at an address that says https. `renewed`: a new certificate and a new key, by the same authority. */
export type PlaceCertificate = 'good' | 'expired' | 'wrong-name' | 'unknown-ca' | 'renewed' | 'none';

/** How an address behaves. Data, so that scenarios can be tables. Times are milliseconds on the network's clock. */
export type PlaceBehaviour =
  /** The server answers. `delayMs` lies before each request, `jitterMs` is the most that chance adds to it. */
  | {
      readonly kind: 'open';
      readonly delayMs?: number;
      readonly jitterMs?: number;
      /** Of the bodies of answers, for each request. */
      readonly bytesPerSecond?: number;
    }
  /** The server gets each request at once, its answer comes so much later: what was asked for has been done by then. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Nothing listens: refused. */
  | { readonly kind: 'dead' }
  /**
   * Takes connections and says nothing, not even a TLS greeting; answers that are on their way stop. What waits goes on
   * with the next behaviour, as TCP does when the way is free again.
   */
  | { readonly kind: 'silent' }
  /** The server answers so many requests more, counted from now, and then none. Sockets stay open. */
  | { readonly kind: 'half-open'; readonly requests: number }
  /** TCP reset: before any answer, or in the middle of its body. */
  | { readonly kind: 'resetting'; readonly when: 'request' | 'body' }
  /** Another machine has the address. */
  | { readonly kind: 'another-server'; readonly server: ServerBehind }
  /** A captive portal answers everything: with a page (200), or by sending the client elsewhere (302). */
  | { readonly kind: 'portal'; readonly location?: string }
  /**
   * What servers answer before they are ready. `jellyfin-setup`: the public information in camelCase, 503 to the rest, as
   * recorded on 10.11 and 12.0. `Retry-After` is sent when it is given, and by `jellyfin-setup` (default 5).
   */
  | {
      readonly kind: 'starting';
      readonly as: 'plex' | 'jellyfin' | 'jellyfin-setup';
      readonly retryAfterSeconds?: number;
    }
  /** The server gets another credential than was sent, and refuses it. Who it is, it still says. */
  | { readonly kind: 'refuses-token' }
  /** The server answers, behind this certificate. Only for places that are `secure`. */
  | { readonly kind: 'tls'; readonly certificate: PlaceCertificate };
