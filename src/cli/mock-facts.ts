import type { MockServers } from 'mediafold/testing';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** What another program needs to use the servers. Everything in it is made up, so it may be shown. */
export function mockFacts({ plexTv, plex, jellyfin, sizes }: MockServers): object {
  return {
    ...sizes,
    plexTv: { url: plexTv.plexTv.url, account: plexTv.account, users: plexTv.users },
    plex: {
      url: plex.url,
      relayUrl: plex.relay?.url,
      machineIdentifier: plex.machineIdentifier,
      name: plex.name,
      accessToken: plex.accessToken,
    },
    jellyfin: {
      url: jellyfin.url,
      serverId: jellyfin.serverId,
      name: jellyfin.name,
      version: jellyfin.version,
      users: jellyfin.users.map(({ id, name, password }) => ({ id, name, password })),
      apiKey: jellyfin.apiKey,
    },
  };
}

type Row = readonly [what: string, value: string];

export function mockText(terminal: Terminal, { plexTv, plex, jellyfin }: MockServers): string {
  const rows: readonly Row[] = [
    ['plex.tv', plexTv.plexTv.url],
    ['plex.tv account', `${plexTv.account.username} (token ${plexTv.account.token})`],
    ...plexTv.users
      .filter(({ admin }) => !admin)
      .map(({ title, pin }): Row => ['member of its Home', pin === undefined ? title : `${title}, PIN ${pin}`]),
    [`Plex server ${plex.name}`, plex.url],
    ['its token', plex.accessToken],
    [`Jellyfin server ${jellyfin.name}`, `${jellyfin.url} (as ${jellyfin.version})`],
    ...jellyfin.users.map((user): Row => ['Jellyfin user', `${user.name}, password "${user.password}"`]),
    ['Jellyfin API key', jellyfin.apiKey],
  ];
  const [first] = jellyfin.users;
  const member = plexTv.users.find(({ admin }) => !admin);
  return [
    table<Row>(
      terminal,
      [
        { head: 'What', text: ([what]) => what },
        { head: 'Where', text: ([, value]) => value },
      ],
      rows,
    ),
    '',
    'Other clients: give a Jellyfin client the address and a user. A Plex client that takes a server address and a',
    `token can use them as they are, for example: curl -H "X-Plex-Token: ${plex.accessToken}" ${plex.url}/library/sections`,
    '',
    'mediafold, in another terminal:',
    `  mediafold link jellyfin ${jellyfin.url} --user ${first?.name ?? 'name'}`,
    `  export MEDIAFOLD_PLEX_TV=${plexTv.plexTv.url}`,
    `  echo ${plexTv.account.token} | mediafold link plex --token-stdin`,
    ...(member === undefined ? [] : [`  mediafold link plex --profile ${member.title}`]),
    'To sign in with a code instead, say yes to it as the account does at plex.tv/link:',
    `  curl -X PUT -H "X-Plex-Token: ${plexTv.account.token}" -H "X-Plex-Client-Identifier: me" -d code=CODE ${plexTv.plexTv.url}/api/v2/pins/link`,
    '',
    'Ctrl-C ends the servers.',
  ].join('\n');
}
