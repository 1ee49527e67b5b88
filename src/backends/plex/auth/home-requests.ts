import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { RefusedAnswer, StatusMeaning, StatusTable } from '../../http/status-error.ts';
import { type PlexTv, readAccount, withToken } from './plex-tv.ts';
import { type HomeUser, homeAnswer, homeUserRow, switchAnswer } from './plex-tv-wire.ts';

export interface SwitchOptions extends CallOptions {
  /** Of a protected user. */
  readonly pin?: Secret | undefined;
}

const wrongPin: StatusMeaning = { code: 'forbidden', says: 'the PIN is wrong or missing' };

const saysWrongPin = ({ body }: RefusedAnswer): boolean => /"code":\s*"?1041\b/.test(JSON.stringify(body ?? ''));

const switchStatuses: StatusTable = {
  401: (answer) =>
    saysWrongPin(answer) ? wrongPin : { code: 'unauthorized', says: 'Plex does not accept the account token' },
  403: wrongPin,
  404: { code: 'not-found', says: 'this Plex Home has no such user' },
  429: { code: 'rate-limited', says: 'Plex asks for fewer switches between users; wait some minutes' },
};

/** The members of the account's Plex Home, the account among them (`GET /api/v2/home/users`). */
export async function listHomeUsers(
  plexTv: PlexTv,
  token: Secret,
  call: CallOptions = {},
): Promise<readonly HomeUser[]> {
  const { http, base, warn } = plexTv;
  const request = { operation: 'list the users of the Plex Home', base, path: '/api/v2/home/users' };
  const headers = withToken(token);
  const answer = await http.send({ ...request, schema: homeAnswer, headers, signal: call.signal });
  return answer.value.flatMap((row) => {
    const read = homeUserRow.safeParse(row);
    if (!read.success) warn('a user of the Plex Home could not be read');
    return read.success ? [read.data] : [];
  });
}

/**
 * A token of another user of the home, for this client (`POST /api/v2/home/users/{uuid}/switch`). A plain one, also for
 * a caller who holds a JWT. The account's own stays good.
 *
 * Nothing is tried again: plex.tv counts switches, and says for minutes that there were too many.
 *
 * @param uuid not the number of the user, which v2 does not find
 * @throws {MediafoldError} `forbidden` for a wrong or missing PIN, `not-found`, `rate-limited`, `unauthorized` when the
 *   account's own token is dead
 */
export async function switchHomeUser(
  plexTv: PlexTv,
  token: Secret,
  uuid: string,
  { pin, signal }: SwitchOptions = {},
): Promise<Secret> {
  const { http, base } = plexTv;
  const operation = `switch to Home user ${uuid}`;
  const path = `/api/v2/home/users/${encodeURIComponent(uuid)}/switch`;
  // The only place that plex.tv documents for it; queries are in no log and in no error.
  const request = { operation, base, path, query: { pin: pin?.reveal() }, headers: withToken(token), signal };
  const asked = { ...request, method: 'POST', schema: switchAnswer, statuses: switchStatuses, retries: 0 } as const;
  try {
    return secret((await http.send(asked)).value.authToken);
  } catch (error) {
    if (!isMediafoldError(error) || error.code !== 'unauthorized') throw error;
    // A 401 was seen for a wrong PIN too. Only the account itself says which of both it is.
    await readAccount(plexTv, token, { signal });
    const explanation = `answered 401: ${wrongPin.says}`;
    const message = `${operation}: ${explanation}`;
    throw new MediafoldError(wrongPin.code, message, { operation, explanation, status: 401 });
  }
}
