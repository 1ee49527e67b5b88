import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authorizationHeader } from '../../../src/backends/jellyfin/auth/authorization-header.ts';
import { secret } from '../../../src/models/secret.ts';

/** Reads the header as the protocol sheet says that servers do: quotes toggle, commas outside of them end a pair. */
function readAsServer(header: string): Record<string, string> {
  const space = header.indexOf(' ');
  expect(header.slice(0, space).toLowerCase()).toBe('mediabrowser');
  const pairs: Record<string, string> = {};
  let key = '';
  let text = '';
  let isQuoted = false;
  const end = (): void => {
    pairs[key.trim()] = decodeURIComponent(text.trim().replace(/^"|"$/g, '').replaceAll('+', ' '));
    key = '';
    text = '';
  };
  for (const character of header.slice(space + 1)) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === ',' && !isQuoted) end();
    else if (character === '=' && !isQuoted) {
      key = text;
      text = '';
    } else text += character;
  }
  end();
  return pairs;
}

const word = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() !== '');

describe('the Authorization header', () => {
  test('survives the way to the server, whatever the names are', () => {
    fc.assert(
      fc.property(word, word, word, word, word, (product, deviceName, deviceId, version, token) => {
        const identity = { product, deviceName, deviceId: 'not this one', version };
        const { authorization = '' } = authorizationHeader(identity, deviceId, secret(token));
        expect(authorization).toMatch(/^[\x20-\x7e]+$/);
        expect(readAsServer(authorization)).toEqual({
          Client: product,
          Device: deviceName,
          DeviceId: deviceId,
          Version: version,
          Token: token,
        });
      }),
    );
  });

  test('without a token there is no Token', () => {
    const identity = { product: 'p', deviceName: 'd', deviceId: 'i', version: '1' };
    const headers = authorizationHeader(identity, 'i');
    expect(headers).toEqual({ authorization: 'MediaBrowser Client="p", Device="d", DeviceId="i", Version="1"' });
  });

  test('half a character and an empty device name do not break it', () => {
    const identity = { product: 'p\ud800', deviceName: ' ', deviceId: 'i', version: '1' };
    const { authorization = '' } = authorizationHeader(identity, 'i');
    expect(readAsServer(authorization)).toMatchObject({
      Client: 'p\ufffd',
      Device: 'p\ud800'.replace('\ud800', '\ufffd'),
    });
  });
});
