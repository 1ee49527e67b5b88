import type { RefusedAnswer, StatusMeaning, StatusTable } from '../http/status-error.ts';

/** What a media server means. Its error bodies are HTML whatever was asked for, so only the status counts (recorded). */
export const serverStatuses: StatusTable = {
  401: { code: 'unauthorized', says: 'the server does not accept the token' },
  498: { code: 'token-expired', says: 'the token has run out' },
  // Also while it updates its database, which can take an hour (recorded: "Maintenance").
  503: { code: 'unavailable', says: 'the server is starting, under maintenance or busy; try again shortly' },
  509: { code: 'rate-limited', says: 'the bandwidth limit is reached' },
};

/** Two shapes were seen: `{error: "Invalid token"}` and `{errors: [{code, message}]}`. */
function unprocessable(answer: RefusedAnswer): StatusMeaning {
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
  return /invalid token/i.test(body)
    ? { code: 'unauthorized', says: 'Plex does not know the token; sign in again' }
    : { code: 'invalid-argument', says: 'Plex refuses the values' };
}

export const plexTvStatuses: StatusTable = {
  401: { code: 'unauthorized', says: 'Plex does not accept the account token; sign in again' },
  422: unprocessable,
  429: { code: 'rate-limited', says: 'Plex asks for fewer requests; wait a little' },
  498: { code: 'token-expired', says: 'the account token has run out' },
};
