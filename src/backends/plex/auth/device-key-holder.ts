import type { PlexDeviceKeyCredential } from '../../../models/credential.ts';
import type { OnRenewed } from '../../auth-provider.ts';

type Parts = Partial<Pick<PlexDeviceKeyCredential, 'accountToken' | 'accountTokenExpiresAt' | 'serverToken'>>;

/** The credential of one source, as it is now. */
export interface DeviceKeyHolder {
  readonly current: PlexDeviceKeyCredential;
  /**
   * Stores the change, then lets it be used. One at a time, so that a new token of the account and one of the server, which
   * may come together, both stay.
   *
   * @param forgetLegacy the token from before the key is dead
   */
  change(parts: Parts, forgetLegacy?: boolean): Promise<void>;
}

export function holdDeviceKey(credential: PlexDeviceKeyCredential, onRenewed: OnRenewed | undefined): DeviceKeyHolder {
  let current = credential;
  let last: Promise<void> = Promise.resolve();

  async function apply(parts: Parts, forgetLegacy: boolean): Promise<void> {
    const { legacyToken, accountTokenExpiresAt, ...known } = current;
    const next: PlexDeviceKeyCredential = {
      ...known,
      // The end of the old token says nothing about a new one that names none.
      ...(accountTokenExpiresAt === undefined || parts.accountToken !== undefined ? {} : { accountTokenExpiresAt }),
      ...(legacyToken === undefined || forgetLegacy ? {} : { legacyToken }),
      ...parts,
    };
    await onRenewed?.(next);
    current = next;
  }

  return {
    get current() {
      return current;
    },
    change(parts, forgetLegacy = false) {
      const change = last.then(() => apply(parts, forgetLegacy));
      last = change.catch(() => undefined);
      return change;
    },
  };
}
