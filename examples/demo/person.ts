import type { MockFacts } from './mock-process.ts';

/** What the person does who signs in: over the same routes that the vendors' web pages use. */
export interface Person {
  /** As at plex.tv/link. */
  approvePlexPin(code: string): Promise<void>;
  /** As in the Quick Connect page of the Jellyfin web client. */
  approveQuickConnect(code: string): Promise<void>;
}

export function personOf({ plexTv, jellyfin }: MockFacts): Person {
  return {
    async approvePlexPin(code) {
      await asked('the PIN', `${plexTv.url}/api/v2/pins/link`, {
        method: 'PUT',
        headers: { 'x-plex-token': plexTv.account.token, 'x-plex-client-identifier': 'browser-of-the-person' },
        body: new URLSearchParams({ code }),
      });
    },
    async approveQuickConnect(code) {
      const [user] = jellyfin.users;
      if (user === undefined) throw new Error('the Jellyfin server has no user');
      const who = 'MediaBrowser Client="Web", Device="Browser", DeviceId="browser-of-the-person", Version="1"';
      const login = await asked('the login', `${jellyfin.url}/Users/AuthenticateByName`, {
        method: 'POST',
        headers: { authorization: who, 'content-type': 'application/json' },
        body: JSON.stringify({ Username: user.name, Pw: user.password }),
      });
      const { AccessToken } = (await login.json()) as { readonly AccessToken: string };
      const query = new URLSearchParams({ code, userId: user.id });
      await asked('the code', `${jellyfin.url}/QuickConnect/Authorize?${query.toString()}`, {
        method: 'POST',
        headers: { authorization: `${who}, Token="${AccessToken}"` },
      });
    },
  };
}

async function asked(what: string, url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${what} was refused with ${response.status}`);
  return response;
}
