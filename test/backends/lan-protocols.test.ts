import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jellyfinLan } from '../../src/backends/jellyfin/jellyfin-lan.ts';
import { plexLan } from '../../src/backends/plex/plex-lan.ts';

test.each([plexLan, jellyfinLan])('what answers on port $port is read without a throw, whatever it is', ({ read }) => {
  const field = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.integer(), fc.constant(null));
  const json = fc
    .record({ Address: field, Id: field, Name: field }, { requiredKeys: [] })
    .map((each) => JSON.stringify(each));
  const lines = fc
    .tuple(
      fc.string(),
      fc.oneof(fc.string(), fc.integer({ min: -1, max: 70_000 }).map(String)),
      fc.string(),
      fc.string(),
    )
    .map(
      ([id, port, host, name]) =>
        `HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nPort: ${port}\r\nHost: ${host}\r\nName: ${name}\r\nResource-Identifier: ${id}`,
    );
  let understood = 0;
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), json, lines), (text) => {
      for (const { uri, kind } of read(text, '192.168.1.5')?.candidates ?? []) {
        understood += 1;
        expect(new URL(uri).protocol).toMatch(/^https?:$/);
        expect(kind).not.toBe('relay');
      }
    }),
    { numRuns: 500 },
  );
  expect(understood).toBeGreaterThan(0);
});

describe('an address in an answer', () => {
  const uris = (address: string, sender = '192.168.1.5'): readonly string[] =>
    (
      jellyfinLan.read(JSON.stringify({ Address: address, Id: 'id', Name: 'Den', EndpointAddress: null }), sender)
        ?.candidates ?? []
    ).map(({ uri }) => uri);

  test.each<[string, readonly string[]]>([
    ['http://192.168.1.5:8096', ['http://192.168.1.5:8096']],
    ['http://172.17.0.2:8096/jelly/', ['http://172.17.0.2:8096/jelly', 'http://192.168.1.5:8096/jelly']],
    ['http://0.0.0.0:8096', ['http://192.168.1.5:8096']],
    ['http://[::]:8096', ['http://192.168.1.5:8096']],
    ['http://localhost:8096', ['http://192.168.1.5:8096']],
    ['http://127.0.0.1:8096', ['http://192.168.1.5:8096']],
    ['http://ann:t0ps3cret@10.0.0.2:1/?a=b', ['http://10.0.0.2:1', 'http://192.168.1.5:1']],
    ['https://media.example.org', ['https://media.example.org', 'https://192.168.1.5']],
  ])('%s of Jellyfin', (address, expected) => {
    expect(uris(address)).toEqual(expected);
  });

  test('of Plex is where it came from, by the name of its certificate too', () => {
    const host = `${'0123456789abcdef'.repeat(2)}.plex.direct`;
    const answer = (more: string): string =>
      `HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nPort: 32400\r\n${more}Resource-Identifier: id\r\n\r\n`;
    const read = (more: string) =>
      plexLan.read(answer(more), '192.168.1.5')?.candidates.map(({ uri, kind }) => [uri, kind]);
    expect(read('')).toEqual([['http://192.168.1.5:32400', 'local']]);
    expect(read(`Host: ${host}\r\n`)).toEqual([
      [`https://192-168-1-5.${host}:32400`, 'local'],
      ['http://192.168.1.5:32400', 'local'],
    ]);
    expect(read('Host: evil.example\r\n')).toEqual([['http://192.168.1.5:32400', 'local']]);
  });
});
