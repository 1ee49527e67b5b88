import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authorizationHeader } from '../../../src/backends/jellyfin/auth/authorization-header.ts';
import { secret } from '../../../src/models/secret.ts';
import { parseAuthorization } from '../../../src/testing/jellyfin/authorization-header.ts';

/** As the mock server reads it, which knows nothing of how it was written. */
const readAsServer = (header: string) => parseAuthorization(header, ['mediabrowser']);

/** Letters of every kind, halves of letters, and what means something in a header or in an encoded value. */
const character = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...'",=+%;:\\\'&#?/ \t\r\n\0\u007f\u00a0\u2028é居😀', '%22', '%2', 'Token="x"'),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xff_ff }).map((code) => String.fromCharCode(code)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
);
const text = fc.array(character, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
const word = text.filter((value) => value.trim() !== '');

describe('the Authorization header', () => {
  test('survives the way to the server, whatever the names are', () => {
    fc.assert(
      fc.property(text, word, text, text, text, (product, deviceName, deviceId, version, token) => {
        const identity = { product, deviceName, deviceId: 'not this one', version };
        const headers = authorizationHeader(identity, deviceId, secret(token));
        const { authorization = '' } = headers;
        expect(Object.keys(headers)).toEqual(['authorization']);
        expect(authorization).toMatch(/^MediaBrowser [\x20-\x7e]+$/);
        // As many quotes, commas and equals signs as five pairs have.
        expect(authorization.replace(/[^",=]/g, '')).toBe('="",'.repeat(4).concat('=""'));
        expect(new Headers(headers).get('authorization')).toBe(authorization);
        expect(readAsServer(authorization)).toEqual({
          client: product.toWellFormed(),
          device: deviceName.toWellFormed(),
          deviceId: deviceId.toWellFormed(),
          version: version.toWellFormed(),
          token: token.toWellFormed(),
        });
      }),
      { numRuns: 1_000 },
    );
  });

  test('without a token there is no Token', () => {
    const identity = { product: 'p', deviceName: 'd', deviceId: 'i', version: '1' };
    const headers = authorizationHeader(identity, 'i');
    expect(headers).toEqual({ authorization: 'MediaBrowser Client="p", Device="d", DeviceId="i", Version="1"' });
  });

  test.each(['', ' ', '\t\n', '\u00a0'])('a device whose name is %j has the name of the product', (deviceName) => {
    const { authorization = '' } = authorizationHeader({ product: 'p', deviceName, deviceId: 'i', version: '1' }, 'i');
    expect(readAsServer(authorization)).toMatchObject({ client: 'p', device: 'p' });
  });
});
