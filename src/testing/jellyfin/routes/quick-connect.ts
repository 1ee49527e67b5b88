import { deviceOf } from '../accounts.ts';
import { failed, json, Refusal } from '../answers.ts';
import { anyone, type Route, signedIn } from '../router.ts';
import type { VersionTraits } from '../version-traits.ts';

export function quickConnectRoutes({ initiateMethods }: VersionTraits): readonly Route[] {
  return [
    anyone('GET', '/QuickConnect/Enabled', ({ server }) => json(server.quickConnect.enabled)),
    ...initiateMethods.map((method) =>
      anyone(method, '/QuickConnect/Initiate', ({ server, claims }) => {
        // A disabled server says so even to a client without a header.
        const device = server.quickConnect.enabled
          ? deviceOf(claims)
          : { client: '', device: '', deviceId: '', version: '' };
        return json(server.quickConnect.initiate(device));
      }),
    ),
    anyone('GET', '/QuickConnect/Connect', ({ server, query }) =>
      json(server.quickConnect.poll(query.text('secret') ?? '')),
    ),
    signedIn('POST', '/QuickConnect/Authorize', ({ server, query, account }) => {
      if (account === undefined) throw new Refusal(failed(400));
      server.quickConnect.authorize(query.text('code') ?? '', account);
      return json(true);
    }),
  ];
}
