import type { RefusedAnswer, StatusMeaning, StatusTable } from '../http/status-error.ts';

/**
 * A refused credential has an empty body; a text says that the user may not see a thing, for example a hidden library (seen on
 * 12.0). The server never asks for a login itself, so a `WWW-Authenticate` is somebody else's.
 *
 * @param meaning of the server's own refusal, where it is another one
 */
function refused({ headers, body }: RefusedAnswer, meaning?: StatusMeaning): StatusMeaning {
  if (headers.has('www-authenticate')) {
    return {
      code: 'forbidden',
      says: 'something in front of the server, such as a proxy, asks for a login of its own',
    };
  }
  if (meaning !== undefined) return meaning;
  const isEmpty = body === undefined || body === null || body === '';
  return isEmpty
    ? { code: 'unauthorized', says: 'the server does not accept the credential; sign in again' }
    : { code: 'forbidden', says: 'the server does not let this user see it' };
}

export const jellyfinStatuses: StatusTable = {
  401: refused,
  403: { code: 'forbidden', says: 'this user may not do that, or not from here, or not at this time' },
  // It has no such answer: somebody in front of it has, and says nothing of its token.
  498: { code: 'protocol', says: 'an answer that is not of Jellyfin' },
  503: { code: 'unavailable', says: 'the server is starting; try again shortly' },
};

/** Who it is, a Jellyfin server tells anybody: one that refuses is another kind of server, or a proxy. */
export const identityStatuses: StatusTable = {
  401: (answer) => refused(answer, { code: 'protocol', says: 'what answers there is no Jellyfin server' }),
};

/** An unknown parent is a bad request there (seen on 10.10 to 12.0). */
export const parentStatuses: StatusTable = { 400: { code: 'not-found', says: 'the server does not have it' } };

/** An API key outlives the user as whom it sees the server. */
export const userStatuses: StatusTable = {
  404: { code: 'unauthorized', says: 'the server does not have this user any more' },
};

const wrongPassword: StatusMeaning = { code: 'unauthorized', says: 'the user name or password is wrong' };

const switchedOff: StatusMeaning = {
  code: 'unsupported',
  says: 'Quick Connect is switched off. Sign in with a password, or switch it on in the dashboard, under General',
};

export const passwordStatuses: StatusTable = {
  401: (answer) => refused(answer, wrongPassword),
  403: {
    code: 'forbidden',
    says: 'the account is disabled or locked, has all the sessions that it may, or may not sign in from here, with this device, or at this time',
  },
};

export const quickConnectStatuses: StatusTable = {
  401: (answer) => refused(answer, switchedOff),
  404: {
    code: 'token-expired',
    says: 'the server does not know the code any more: it ran out, or the server was restarted. Start again',
  },
};

/** An API key has no user, which is a bad request when asked who it is (seen on 12.0). */
export const tokenStatuses: StatusTable = {
  400: { code: 'invalid-argument', says: 'this is an API key and no token of a user. Sign in with it as an API key' },
};
