import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAuthorization } from '../../../src/testing/jellyfin/authorization-header.ts';

const schemes = ['mediabrowser'];

test.each([
  [
    'all five',
    'MediaBrowser Client="a", Device="b", DeviceId="c", Version="1", Token="t"',
    { client: 'a', device: 'b', deviceId: 'c', version: '1', token: 't' },
  ],
  ['scheme in any case', 'MEDIABROWSER Token="t"', { token: 't' }],
  ['no quotes', 'MediaBrowser Token=t', { token: 't' }],
  ['no blank after commas', 'MediaBrowser Client="a",Token="t"', { client: 'a', token: 't' }],
  ['any order, unknown keys', 'MediaBrowser Token="t", Colour="red", Client="a"', { client: 'a', token: 't' }],
  ['the last of two wins', 'MediaBrowser Token="old", Token="new"', { token: 'new' }],
  ['a comma inside quotes', 'MediaBrowser Device="den, upstairs", Token="t"', { device: 'den, upstairs', token: 't' }],
  ['an equals sign inside quotes', 'MediaBrowser Device="a=b", Token="t"', { device: 'a=b', token: 't' }],
  ['plus is a blank', 'MediaBrowser Device="den+up"', { device: 'den up' }],
  ['encoded plus and quote', 'MediaBrowser Device="1%2B1%20%22x%22"', { device: '1+1 "x"' }],
  ['no backslash escape', 'MediaBrowser Device="a\\", Token="t"', { device: 'a\\', token: 't' }],
  ['keys have their case', 'MediaBrowser token="t"', {}],
  ['a stray percent sign', 'MediaBrowser Device="100%"', { device: '100%' }],
  ['an empty value', 'MediaBrowser Token=""', {}],
])('reads %s', (_, header, claims) => {
  expect(parseAuthorization(header, schemes)).toEqual(claims);
});

test.each(['Bearer t', 'Basic YTpi', 'Emby Token="t"', 'MediaBrowser', ''])('ignores %s', (header) => {
  expect(parseAuthorization(header, schemes)).toBeUndefined();
});

test('whatever is encoded comes back as it was', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(word, word, word, (device, client, token) => {
      const quoted = (text: string): string => `"${encodeURIComponent(text)}"`;
      const header = `MediaBrowser Device=${quoted(device)}, Client=${quoted(client)}, Token=${quoted(token)}`;
      expect(parseAuthorization(header, schemes)).toEqual({ device, client, token });
    }),
  );
});
