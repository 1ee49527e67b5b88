import { isMediafoldError } from '../../../errors.ts';
import type { Secret } from '../../../models/secret.ts';
import { createHttpClient } from '../../http/http-client.ts';
import { refuseToExpose } from '../../http/private-address.ts';
import { serverEnvironment } from '../../http/server-environment.ts';
import { getRootWith } from '../plex-api.ts';
import type { PlexContext } from '../plex-context.ts';
import { serverStatuses } from '../plex-statuses.ts';
import type { DeviceKeyHolder } from './device-key-holder.ts';
import { createPause, type Pause } from './pause.ts';
import type { PlexAccount } from './plex-auth.ts';
import { identityHeaders, tokenHeader } from './plex-headers.ts';
import { type Rung, serverLadder } from './server-ladder.ts';

/** How long a refusal is remembered. A server that has just started refuses everybody for a while. */
const memoryMs = 600_000;
const proofTimeoutMs = 15_000;

export interface ClimbSetting {
  readonly account: PlexAccount;
  readonly holder: DeviceKeyHolder;
  readonly context: PlexContext;
  /** Whether the account's own token stands in for the server's, until the process ends. */
  readonly lend: (isLent: boolean) => void;
  /** What the server is given now. */
  readonly current: () => string | undefined;
}

/**
 * Finds the next token for the server after the current one was refused. Each token that this server refused is left out
 * for ten minutes, so that nothing goes round in circles, and a candidate is shown to the server, when it has an address,
 * before anybody relies on it.
 *
 * The function that comes back resolves with `false` only when every way was refused. It rejects with what kept a way from
 * being tried: network trouble, or a plex.tv that wants fewer requests.
 */
export function createServerClimber(setting: ClimbSetting): () => Promise<boolean> {
  const { account, holder, context, lend, current } = setting;
  const { clock } = context.environment;
  const refused = new Map<string, Pause>();

  const isRefused = (token: Secret): boolean => (refused.get(token.reveal())?.() ?? 0) > 0;
  const remember = (token: string): void => {
    refused.set(token, createPause(clock, memoryMs));
  };

  async function take(rung: Rung): Promise<void> {
    if (rung.name !== 'account-token') await holder.change({ serverToken: rung.token }, isSettled(holder));
    lend(rung.name === 'account-token');
  }

  return async () => {
    const before = current();
    if (before !== undefined) remember(before);
    const ladder = serverLadder(account);
    for await (const rung of ladder.rungs(context.source.serverId)) {
      if (isRefused(rung.token)) continue;
      if (await refusesHere(context, rung.token)) remember(rung.token.reveal());
      else {
        await take(rung);
        return true;
      }
    }
    // One way is left that could not be tried: nobody has to sign in for that.
    if (ladder.obstacle?.remedy === 'try-later') throw ladder.obstacle;
    return false;
  };
}

/** A token that was found with the new key's own: nothing depends on the one from before any more. */
const isSettled = ({ current }: DeviceKeyHolder): boolean => current.accountToken !== undefined;

/** Only a clear no counts. A server that is away or busy may take it later. */
async function refusesHere(context: PlexContext, token: Secret): Promise<boolean> {
  const { identity, source } = context;
  const environment = serverEnvironment(context);
  const base = context.currentConnection?.()?.uri;
  if (base === undefined) return false;
  const headers = identityHeaders(identity, source.deviceId);
  const http = createHttpClient({ environment, statuses: serverStatuses, headers, timeoutMs: proofTimeoutMs });
  try {
    refuseToExpose('check the server token', base, context.allowInsecure);
    await getRootWith(http, base, { [tokenHeader]: token.reveal() }, {});
    return false;
  } catch (error) {
    return isMediafoldError(error) && error.remedy === 'sign-in-again';
  }
}
