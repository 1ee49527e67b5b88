import { expect, test } from 'vitest';
import { secret } from '../../../src/models/secret.ts';
import type { SourceAccess } from '../../../src/models/source-access.ts';
import { checkAccess } from '../../../src/services/access/check-access.ts';
import { filesOf } from './tls-setting.ts';

const pin = `${'A'.repeat(43)}=`;
const planted = 'planted-header-90a3';

test('settings come out in one form', () => {
  const given = {
    pins: [` ${pin}`, `sha256/${pin}`, `sha256//${pin}`],
    ca: filesOf('good').ca,
    hosts: { 'Media.Example': '[::1]', 'bücher.example': '192.0.2.1' },
    allowInsecure: false,
  };
  expect(checkAccess(given)).toEqual({
    ...given,
    pins: [pin],
    hosts: { 'media.example': '::1', 'xn--bcher-kva.example': '192.0.2.1' },
  });
  const headers = checkAccess({ headers: { 'CF-Access-Client-Secret': secret(` ${planted} `) } })?.headers;
  expect(headers?.['CF-Access-Client-Secret']?.reveal()).toBe(planted);
});

test.each([{}, { pins: [], headers: {}, hosts: {} }])('settings that say nothing are none: %j', (access) => {
  expect(checkAccess(access)).toBeUndefined();
});

test.each([
  'Authorization',
  'accept',
  'X-Plex-Token',
  'x-plex-client-identifier',
  'X-Emby-Token',
  'X-MediaBrowser-Token',
  'Host',
  'Content-Length',
  'content-type',
  'Connection',
  'Transfer-Encoding',
  'Proxy-Authorization',
  'Sec-Fetch-Mode',
])('the header %s is ours or HTTP’s, and is refused', (name) => {
  expect(() => checkAccess({ headers: { [name]: secret(planted) } })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(name) }),
  );
});

const bad: readonly (readonly [string, SourceAccess])[] = [
  ['a pin in hex', { pins: ['ab'.repeat(32)] }],
  ['a pin that is cut', { pins: [pin.slice(1)] }],
  ['no authority', { ca: planted }],
  ['a name with a line break', { headers: { 'X-A\r\nX-B': secret(planted) } }],
  ['a name with a space', { headers: { 'X A': secret(planted) } }],
  ['no name', { headers: { '': secret(planted) } }],
  ['a value with a line break', { headers: { 'X-A': secret(`${planted}\r\nX-B: 1`) } }],
  ['a value that is not ASCII', { headers: { 'X-A': secret(`${planted}é`) } }],
  ['an empty value', { headers: { 'X-A': secret('  ') } }],
  ['one header twice', { headers: { 'X-A': secret(planted), 'x-a': secret(planted) } }],
  ['a name for an address', { hosts: { '192.0.2.1': '127.0.0.1' } }],
  ['a name with a port', { hosts: { 'media.example:8096': '127.0.0.1' } }],
  ['a name with a path', { hosts: { 'media.example/base': '127.0.0.1' } }],
  ['a name in place of an address', { hosts: { 'media.example': 'other.example' } }],
  ['a certificate without its key', { clientCertificate: { certificate: filesOf('good').cert, key: secret(planted) } }],
];

test.each(bad)('%s is refused, and no value is shown', (_what, access) => {
  expect(() => checkAccess(access)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  expect(() => checkAccess(access)).not.toThrow(planted);
});
