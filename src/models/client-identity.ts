/**
 * How this installation presents itself to servers. `deviceId` must be made once and kept: tokens, PINs and sessions
 * are bound to it, and two users of one Jellyfin server need two of them.
 */
export interface ClientIdentity {
  /** The product's name, as people see it in a server's list of devices. */
  readonly product: string;
  readonly version: string;
  readonly deviceName: string;
  readonly deviceId: string;
  /** For Plex: the platform that picks a client profile, for example `Linux`. */
  readonly platform?: string;
}
