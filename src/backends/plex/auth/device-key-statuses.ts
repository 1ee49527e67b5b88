import type { RefusedAnswer, StatusMeaning, StatusTable } from '../../http/status-error.ts';

const textOf = ({ body }: RefusedAnswer): string => (typeof body === 'string' ? body : JSON.stringify(body ?? ''));

const takenKey: StatusMeaning = {
  code: 'conflict',
  says: 'another device holds this key, as happens to copied data; sign in again on this one',
};

/** plex.tv says 422 for all of them (observed by others until August 2026); its texts, not its codes, differ. */
const meanings: readonly (readonly [pattern: RegExp, meaning: StatusMeaning])[] = [
  // Taken, not wrong: the same key stays refused here, but nothing was said against the account.
  [/thumbprint|(taken|used) by (another|a different)|another device/i, takenKey],
  [/invalid token/i, { code: 'unauthorized', says: 'Plex does not know the token; sign in again' }],
  // A request of ours that was put together wrongly: signing in again would send the same.
  [
    /client.?identifier|client.?id\b/i,
    { code: 'invalid-argument', says: 'Plex wants the client identifier of this device' },
  ],
];

const knownMeaning = (answer: RefusedAnswer): StatusMeaning | undefined =>
  meanings.find(([pattern]) => pattern.test(textOf(answer)))?.[1];

/**
 * When a token is asked for. What is left of the 422s is about the signature: the key is not the one that plex.tv has for
 * this device, because the device was removed or signed in anew. Only a sign-in makes another, so it is `unauthorized`.
 */
export const exchangeStatuses: StatusTable = {
  422: (answer) =>
    knownMeaning(answer) ?? {
      code: 'unauthorized',
      says: "Plex does not accept this device's key; sign in again. Is the clock of this machine right?",
    },
  404: { code: 'unauthorized', says: "Plex does not know this device's key any more; sign in again" },
};

/**
 * When a key is registered, which nobody else can have: it was made for that a moment ago. A thumbprint that is taken is our
 * own, unless plex.tv says in so many words that it is another device's: see `registerDeviceKey`.
 */
export const registerStatuses: StatusTable = {
  422: (answer) => {
    const known = knownMeaning(answer);
    if (known !== undefined && (known !== takenKey || /another|different/i.test(textOf(answer)))) return known;
    return /already|registered|taken/i.test(textOf(answer))
      ? { code: 'conflict', says: alreadyRegistered }
      : { code: 'invalid-argument', says: 'Plex refuses the key' };
  },
};

export const alreadyRegistered = 'the key is registered already';
