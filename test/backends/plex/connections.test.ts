import { describe, expect, it } from 'vitest';
import type { Resource, ResourceConnection } from '../../../src/backends/plex/auth/plex-tv-wire.ts';
import { accountCandidates } from '../../../src/backends/plex/plex-connections.ts';

const name = (ip: string, port = 32_400): string =>
  `https://${ip.replaceAll(/[.:]/g, '-')}.0123456789abcdef0123456789abcdef.plex.direct:${port}`;

const at = (address: string, more: Partial<ResourceConnection> = {}): ResourceConnection => ({
  protocol: 'https',
  address,
  port: 32_400,
  uri: name(address, more.port),
  local: false,
  relay: false,
  ...more,
});

const server = (connections: readonly ResourceConnection[], more: Partial<Resource> = {}): Resource => ({
  clientIdentifier: 'machine',
  connections,
  ...more,
});

const uris = (resource: Resource): readonly string[] => accountCandidates(resource).map(({ uri }) => uri);

describe('candidates of an account', () => {
  it('stand in the order in which they are worth a try', () => {
    const found = accountCandidates(
      server([
        at('203.0.113.9', { relay: true, port: 8443 }),
        at('203.0.113.7'),
        at('2001:db8::7', { IPv6: true, local: true }),
        at('192.168.1.7', { local: true }),
      ]),
    );
    expect(found.map(({ uri, kind }) => [uri, kind])).toEqual([
      [name('192.168.1.7'), 'local'],
      [name('2001:db8::7'), 'local'],
      ['http://192.168.1.7:32400', 'local'],
      ['http://[2001:db8::7]:32400', 'local'],
      [name('203.0.113.7'), 'direct'],
      [name('203.0.113.9', 8443), 'relay'],
    ]);
    expect(found.every(({ origin }) => origin === 'account')).toBe(true);
  });

  it.each([
    ['the server wants https', server([at('10.0.0.2', { local: true })], { httpsRequired: true })],
    ['a proxy holds the port', server([at('10.0.0.2', { local: true, port: 443 })])],
    ['it is not a private address', server([at('203.0.113.7')])],
    ['the name is its own', server([at('10.0.0.2', { local: true, uri: 'https://plex.example.org:32400' })])],
  ])('have no twin by address when %s', (_why, resource) => {
    expect(uris(resource).some((uri) => uri.startsWith('http://'))).toBe(false);
    expect(uris(resource)).toHaveLength(1);
  });

  it('leave out what is no address', () => {
    expect(uris(server([at('::'), at('fe80::1', { local: true }), at('10.0.0.2', { uri: 'not a uri' })]))).toEqual([]);
    expect(uris({ clientIdentifier: 'machine' })).toEqual([]);
  });

  it('of a container stay, and so do custom domains with their path', () => {
    const found = accountCandidates(
      server([
        at('172.17.0.2', { local: true }),
        at('203.0.113.7', { uri: 'https://plex.example.org:443/base/', port: 443 }),
        at('2001:db8::7', { uri: undefined, IPv6: true }),
      ]),
    );
    expect(found.map(({ uri, kind }) => [uri, kind])).toEqual([
      [name('172.17.0.2'), 'local'],
      ['http://172.17.0.2:32400', 'local'],
      ['https://plex.example.org/base', 'direct'],
      ['https://[2001:db8::7]:32400', 'direct'],
    ]);
  });

  it('leave out those that are nowhere, or another machine on each network', () => {
    const nowhere = ['::', '0.0.0.0', 'fe80::1', 'FE80::2', 'febf::3', '169.254.3.4'];
    expect(uris(server(nowhere.map((address) => at(address, { local: true }))))).toEqual([]);
  });

  it('are told once', () => {
    expect(uris(server([at('203.0.113.7'), at('203.0.113.7')]))).toHaveLength(1);
  });
});
