import { describe, expect, it } from 'vitest';
import { credentialsIn, withCredential } from '../../../src/testing/network/credentials-in.ts';

const at = (target: string, headers: Record<string, string> = {}): readonly string[] =>
  credentialsIn({ headers, query: new URL(target, 'http://place.invalid').searchParams });

describe('credentials of a request', () => {
  it.each<readonly [where: string, target: string, headers: Record<string, string>]>([
    ['the header of Plex', '/', { 'x-plex-token': 't0p' }],
    ['the query of Plex', '/?a=1&X-Plex-Token=t0p', {}],
    ['the header of Jellyfin', '/', { authorization: 'MediaBrowser Client="A, B", Token="t0p", Version="1"' }],
    ['its old spelling, without quotes', '/', { 'x-emby-authorization': 'Emby Client=A, Token=t0p' }],
    ['the older headers', '/', { 'x-emby-token': 't0p', 'x-mediabrowser-token': 't0p' }],
    ['the queries of Jellyfin', '/?ApiKey=t0p&api_key=t0p', {}],
    ['a bearer', '/', { authorization: 'Bearer t0p' }],
  ])('are found in %s, and replaced there', (_where, target, headers) => {
    expect(at(target, headers)).toEqual(['t0p']);
    const changed = withCredential(headers, target, 'other');
    expect(at(changed.target, changed.headers as Record<string, string>)).toEqual(['other']);
    expect(JSON.stringify(changed)).not.toContain('t0p');
  });

  it('are told as the server reads them, each once', () => {
    const headers = { authorization: 'MediaBrowser Token="a%2Bb"', 'x-emby-token': 'a+b' };
    expect(at('/?ApiKey=second', headers)).toEqual(['a+b', 'second']);
  });

  it('are none where a client only says who it is', () => {
    const headers = {
      authorization: 'MediaBrowser Client="A", Device="B", DeviceId="C", Version="1"',
      'x-plex-client-identifier': 'id',
    };
    expect(at('/identity?X-Plex-Client-Identifier=id', headers)).toEqual([]);
    expect(withCredential(headers, '/a?b=%20c&d', 'other')).toEqual({ headers, target: '/a?b=%20c&d' });
  });
});
