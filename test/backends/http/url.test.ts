import { describe, expect, test } from 'vitest';
import { joinUrl } from '../../../src/backends/http/join-url.ts';
import { isPrivateHost } from '../../../src/backends/http/private-address.ts';
import { withoutSecrets } from '../../../src/backends/http/redact.ts';
import { candidateOf, typedCandidates } from '../../../src/backends/http/typed-address.ts';
import { plexAddresses } from '../../../src/backends/plex/plex-addresses.ts';

describe('withoutSecrets', () => {
  test.each([
    ['https://h:1/a/b?X-Plex-Token=t0ps3cret#t0ps3cret', 'https://h:1/a/b'],
    ['http://ann:t0ps3cret@h/', 'http://h'],
    ['t0ps3cret', '(not a URL)'],
  ])('%s', (url, shown) => {
    expect(withoutSecrets(url)).toBe(shown);
  });
});

describe('joinUrl', () => {
  test.each([
    ['http://h', '/a', 'http://h/a'],
    ['http://h/', '/a', 'http://h/a'],
    ['http://h/jelly', '/a', 'http://h/jelly/a'],
    ['http://h/jelly//', '/a?tag=1', 'http://h/jelly/a?tag=1'],
  ])('%s and %s', (base, path, joined) => {
    expect(joinUrl(base, path)).toBe(joined);
  });

  test('adds to the query of the path, encodes, and leaves out what is undefined', () => {
    const url = new URL(joinUrl('http://h', '/a?tag=1', { q: 'a&b=ü', n: 0, no: undefined, yes: false }));
    expect([...url.searchParams]).toEqual([
      ['tag', '1'],
      ['q', 'a&b=ü'],
      ['n', '0'],
      ['yes', 'false'],
    ]);
  });
});

describe('isPrivateHost', () => {
  test.each([
    '10.0.0.1',
    '127.0.0.1',
    '169.254.3.4',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.5',
    '100.64.0.1',
    '100.127.255.254',
    '[::1]',
    '[fe80::1]',
    '[fd12::1]',
    '[::ffff:c0a8:105]',
    'nas.',
    'nas',
    'localhost',
    'NAS.local',
    'box.lan',
    'box.home.arpa',
  ])('%s is private', (host) => {
    expect(isPrivateHost(host)).toBe(true);
  });

  test.each([
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '11.0.0.1',
    '[2001:db8::1]',
    '[::ffff:808:808]',
    'example.org',
    'local.example.org',
    'notlocal.example',
  ])('%s is public', (host) => {
    expect(isPrivateHost(host)).toBe(false);
  });
});

describe('typedCandidates', () => {
  const uris = (typed: string): readonly string[] =>
    typedCandidates(typed, { http: 8096, https: 8920 }).map(({ uri }) => uri);

  test.each<[string, readonly string[]]>([
    ['http://h', ['http://h', 'http://h:8096']],
    ['https://h', ['https://h', 'https://h:8920']],
    ['http://h:80', ['http://h']],
    ['http://h:8096/', ['http://h:8096']],
    ['//h:8096', ['https://h:8096', 'http://h:8096']],
    ['NAS:8096', ['https://nas:8096', 'http://nas:8096']],
    ['http://h:8096//jelly//', ['http://h:8096/jelly']],
    ['http://h:8096/Jelly', ['http://h:8096/Jelly']],
    ['\thttp://h:8096\n', ['http://h:8096']],
    ['http://h:8096/web/index.html#!/home', ['http://h:8096', 'http://h:8096/web/index.html']],
    ['http://h:8096/jelly/web/#/details?id=1', ['http://h:8096/jelly', 'http://h:8096/jelly/web']],
    [
      'fd00::1/jelly',
      [
        'https://[fd00::1]:8920/jelly',
        'https://[fd00::1]/jelly',
        'http://[fd00::1]:8096/jelly',
        'http://[fd00::1]/jelly',
      ],
    ],
    ['http://fd00::1/', ['http://[fd00::1]', 'http://[fd00::1]:8096']],
    ['http://[FD00::0001]:8096', ['http://[fd00::1]:8096']],
    ['::1', ['https://[::1]:8920', 'https://[::1]', 'http://[::1]:8096', 'http://[::1]']],
    ['http://médiathèque.example:8096', ['http://xn--mdiathque-53af.example:8096']],
    ['HTTPS://Example.org:443/', ['https://example.org']],
    ['h:1234', ['https://h:1234', 'http://h:1234']],
    ['h:80', ['https://h:80', 'http://h']],
    ['h', ['https://h:8920', 'https://h', 'http://h:8096', 'http://h']],
    ['h/jelly/', ['https://h:8920/jelly', 'https://h/jelly', 'http://h:8096/jelly', 'http://h/jelly']],
    [
      '  192.168.1.5 ',
      ['https://192.168.1.5:8920', 'https://192.168.1.5', 'http://192.168.1.5:8096', 'http://192.168.1.5'],
    ],
    ['[fe80::1]:8096', ['https://[fe80::1]:8096', 'http://[fe80::1]:8096']],
    ['fe80::1', ['https://[fe80::1]:8920', 'https://[fe80::1]', 'http://[fe80::1]:8096', 'http://[fe80::1]']],
    ['https://h:8920/jelly?api_key=x#y', ['https://h:8920/jelly']],
  ])('%s', (typed, expected) => {
    expect(uris(typed)).toEqual(expected);
  });

  test.each([
    'http://ann:t0ps3cret@host',
    'ann:t0ps3cret@host:8096/x',
    'http://ann:a"b/t0ps3cret@host:8096',
    'http://ann:a@t0ps3cret@host',
    'ftp://host/?api_key=t0ps3cret',
    'ann:\nt0ps3cret@host',
    'http://ann/t0ps3cret@host',
    '192.168.15?api_key=t0ps3cret',
    'a b?token=t0ps3cret@x',
    'a b#t0ps3cret',
  ])('%s is refused without showing what is secret in it', (typed) => {
    try {
      typedCandidates(typed, { http: 8096, https: 8920 });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('is not an address') });
      expect(String(error)).not.toContain('t0ps3cret');
    }
  });

  test.each([
    '',
    '   ',
    'ftp://h',
    'http://',
    'h:99999',
    'a b',
    'http:/h',
    'http:\\\\h',
    'http//h',
    'http://http://h',
    '192.168.15',
    '192.168.001.010',
    '1:2:3:4:5:6:7:8:9',
    'fe80::1%eth0',
    'h:0',
    'nas,192.168.1.5',
    '"http://nas:8096"',
    '192.168.1.5;8096',
  ])('"%s" is not an address', (typed) => {
    expect(() => uris(typed)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  test.each(['app.plex.tv', 'https://app.plex.tv/desktop/#!/server/0a1b', 'plex.tv', 'HTTPS://WWW.PLEX.TV./'])(
    'the website of the vendor is no server: %s',
    (typed) => {
      expect(() => plexAddresses(typed)).toThrow(
        expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining('website') }),
      );
      expect(plexAddresses('app.plex.tv.example.org')).toHaveLength(4);
    },
  );

  test('a password in the address is refused, and not repeated', () => {
    const refused = expect.objectContaining({
      code: 'invalid-argument',
      message: expect.not.stringContaining('t0ps3cret'),
    });
    expect(() => uris('http://ann:t0ps3cret@h')).toThrow(refused);
  });

  test('candidates say what kind of address they are', () => {
    expect(candidateOf(new URL('https://8.8.8.8/x/'), 'server')).toEqual({
      uri: 'https://8.8.8.8/x',
      kind: 'direct',
      secure: true,
      origin: 'server',
    });
    expect(candidateOf(new URL('http://10.0.0.1'), 'typed')).toMatchObject({ kind: 'local', secure: false });
  });
});
