import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { MediafoldError } from '../../src/errors.ts';
import { environment } from '../../src/models/environment.ts';
import { type Logger, silentLogger } from '../../src/models/logger.ts';
import { secret } from '../../src/models/secret.ts';

interface Written {
  readonly level: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** What an app's logger gets, when the library is given it. */
function appLogger(more: Partial<Logger> = {}): { readonly written: Written[]; readonly logger: Logger } {
  const written: Written[] = [];
  const at = (level: string) => (facts: Readonly<Record<string, unknown>>, message: string) =>
    void written.push({ level, facts, message });
  const own = { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { written, logger: environment({ logger: { ...own, ...more } }).logger };
}

const planted = 'Zq5-planted-t0ken.value~1';
const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJtYXJpdCJ9.c2lnbmF0dXJl';

/** As the app's logger would write it, in every way that loggers write. */
function shownOf(facts: Readonly<Record<string, unknown>>, message = 'said'): string {
  const { written, logger } = appLogger();
  logger.debug(facts, message);
  return [JSON.stringify(written), inspect(written, { depth: 20, showHidden: true })].join('\n');
}

const circular: Record<string, unknown> = { token: planted };
circular.self = circular;

describe('what gets to the logger of an app holds no secret', () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['under a name', { token: planted }],
    ...['X-Plex-Token', 'authorization', 'password', 'Pw', 'pin', 'jwk', 'clientSecret', 'set-cookie', 'apiKey'].map(
      (name): [string, Readonly<Record<string, unknown>>] => [`under ${name}`, { a: [{ [name]: planted }] }],
    ),
    ['under api_key', { api_key: planted }],
    ['under a variable', { MEDIAFOLD_PASSPHRASE: planted, PGPASS: planted, NewPw: planted }],
    ['a variable', { said: `MEDIAFOLD_PASSPHRASE=${planted} CI=1` }],
    ['the header of a proxy', { said: `CF-Access-Client-Secret: ${planted}\nX-Api-Key: ${planted}` }],
    ['headers as Node got them', { rawHeaders: ['X-Plex-Token', planted, 'cookie', planted, 'Accept', '*'] }],
    ['pairs of headers', { headers: [['x-api-key', planted]] }],
    ['an address in an address', { path: `/next?to=${encodeURIComponent(`/a?X-Plex-Token=${planted}`)}` }],
    ['an address that is cut', { said: `${'x'.repeat(3_960)} http://ann:${planted}${'y'.repeat(300)}@host/` }],
    ['a private key as JSON', { said: JSON.stringify({ kty: 'OKP', d: `${'k'.repeat(32)}${planted}` }) }],
    ['a change of a password', { body: JSON.stringify({ CurrentPw: planted, NewPw: planted }) }],
    ['an object under a name', { authToken: { value: planted } }],
    ['a wrapped one', { it: secret(planted) }],
    ['the query of an address', { url: `https://host:1/path?X-Plex-Token=${planted}&b=1` }],
    ['the fragment of an address', { url: `https://host/auth#?code=${planted}` }],
    ['user info of an address', { said: `at http://ann:${planted}@host/x it failed` }],
    ['user info that is not encoded', { said: `http://ann:a@b'${planted}@host/x` }],
    ['an address object', { url: new URL(`http://ann:${planted}@host/?pin=${planted}`) }],
    ['a query without its address', { path: `/library?includeGuids=1&X-Plex-Token=${planted}` }],
    ['a header that is written out', { said: `MediaBrowser Client="a", Token="${planted}"` }],
    ['a raw header', { said: `Authorization: Bearer ${planted}` }],
    ['another', { said: `X-Plex-Token: ${planted}\r\nAccept: */*` }],
    ['a basic login', { said: `authorization: Basic ${planted}` }],
    ['cookies', { said: `Set-Cookie: a=${planted}; b=${planted}` }],
    ['a body', { body: JSON.stringify({ Username: 'ann', Pw: planted }) }],
    ['a body in a body', { body: JSON.stringify({ said: JSON.stringify({ AccessToken: planted }) }) }],
    ['a printed object', { said: inspect({ password: planted }) }],
    ['an error', { err: new Error(`GET http://host/?token=${planted}`) }],
    ['the cause of an error', { err: new Error('outside', { cause: new Error(`http://a:${planted}@host/`) }) }],
    ['what an error carries', { err: Object.assign(new Error('x'), { request: { headers: { cookie: planted } } }) }],
    ['errors together', { err: new AggregateError([new Error(`token=${planted}`)], 'all') }],
    ['a map', { it: new Map([['token', planted]]) }],
    ['a map in a set', { it: new Set([new Map([['pw', planted]])]) }],
    ['headers', { headers: new Headers({ 'x-plex-token': planted }) }],
    ['parameters', { query: new URLSearchParams({ ApiKey: planted }) }],
    ['bytes', { it: Buffer.from(planted), other: new TextEncoder().encode(planted).buffer }],
    ['a circle', circular],
    ['a private key', { key: { kty: 'OKP', crv: 'Ed25519', d: planted, x: 'public' } }],
    ['a private key as text', { said: `-----BEGIN PRIVATE KEY-----\n${planted.replaceAll('-', '')}` }],
    ['a name that holds one', { [`http://host/?token=${planted}`]: 1 }],
    [
      'a class of an app',
      {
        it: new (class Session {
          accessToken = planted;
        })(),
      },
    ],
    ['something that hides it', { it: { toJSON: () => ({ token: planted }) } }],
  ])('%s', (_, facts) => {
    const shown = shownOf(facts);
    expect(shown).not.toContain(planted);
    expect(shown).not.toContain(planted.replaceAll('-', ''));
    expect(shown).not.toContain(encodeURIComponent(planted));
    for (const form of [Buffer.from(planted).toString('hex'), [...Buffer.from(planted)].join(',')])
      expect(shown.replaceAll(/[\s\n]/g, '')).not.toContain(form);
  });

  test.each([jwt, `in a text: ${jwt}.`, `a,${jwt}`, `${jwt}${'x'.repeat(9_000)}`])(
    'a token by its shape: %#',
    (text) => {
      for (const part of jwt.split('.')) expect(shownOf({ harmless: [text] }, text)).not.toContain(part);
    },
  );

  test('a PIN that is a number', () => {
    expect(shownOf({ user: 1, pin: 258013 })).not.toContain('258013');
    expect(shownOf({ body: JSON.stringify({ pin: 258013 }), said: 'pin: 258013' })).not.toContain('258013');
  });

  test('a message is treated as the facts are', () => {
    expect(shownOf({}, `asked http://ann:${planted}@host/?b=${planted}`)).not.toContain(planted);
  });

  test('an error keeps what tells of it', () => {
    const { written, logger } = appLogger();
    logger.warn(
      { err: new MediafoldError('forbidden', 'list items: no', { operation: 'list items', status: 403 }) },
      'x',
    );
    expect(written[0]?.facts.err).toMatchObject({
      type: 'MediafoldError',
      code: 'forbidden',
      message: 'list items: no',
      operation: 'list items',
      status: 403,
      stack: expect.stringContaining('redacted-logger.test'),
    });
  });
});

describe('what is no secret', () => {
  test('stays as it was, and what was given is not changed', () => {
    const facts = {
      operation: 'get the server token: the Plex account has no access to it',
      url: 'http://127.0.0.1:32400/library/sections/1/all',
      method: 'GET',
      status: 200,
      isDone: true,
      hasToken: true,
      nothing: null,
      rows: [1, 'two', { three: 3 }],
      says: 'Is a part of the address missing, such as /jellyfin? Ask (really?) again',
      key: '4711',
    };
    const before = structuredClone(facts);
    const { written, logger } = appLogger();
    logger.info(facts, 'list items: why? because the token was refused; sign in again');
    const message = 'list items: why? because the token was refused; sign in again';
    expect(written).toEqual([{ level: 'info', facts: before, message }]);
    expect(facts).toEqual(before);
  });

  test('what cannot be written is described', () => {
    const deep = Array.from({ length: 50 }).reduce<object>((inner) => ({ inner }), {});
    const { written, logger } = appLogger();
    const hostile = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    logger.debug({ big: 10n, run: () => 1, mark: Symbol('m'), at: new Date(0), deep, hostile, circular }, 'x');
    expect(written[0]?.facts).toMatchObject({
      big: '10',
      run: '[function]',
      mark: '[symbol]',
      at: '1970-01-01T00:00:00.000Z',
      hostile: '[unreadable]',
      circular: { self: '[circular]' },
    });
    expect(() => JSON.stringify(written)).not.toThrow();
    expect(JSON.stringify(written)).toContain('[deeper]');
  });

  test('long texts, lists and objects are cut, and cost little', () => {
    const { written, logger } = appLogger();
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`n${index}`, index]));
    const before = process.cpuUsage();
    logger.debug(
      { text: 'a'.repeat(5_000_000), other: 'a://'.repeat(1_000_000), list: Array(5_000).fill(1), wide },
      'x',
    );
    // Of its own work: on a busy machine the time of the day says nothing.
    expect(process.cpuUsage(before).user).toBeLessThan(500_000);
    expect(JSON.stringify(written).length).toBeLessThan(20_000);
  });
});

describe('what nobody hears costs nothing', () => {
  /** Tells when somebody looks into it. */
  function watched(): { readonly facts: Readonly<Record<string, unknown>>; looks: number } {
    const state = { looks: 0, facts: {} };
    state.facts = new Proxy(
      {},
      {
        ownKeys: () => {
          state.looks += 1;
          return [];
        },
      },
    );
    return state;
  }

  test('the silent logger stays itself', () => {
    expect(environment().logger).toBe(silentLogger);
    expect(environment({ logger: silentLogger }).logger).toBe(silentLogger);
  });

  test('a level that is off is not looked at', () => {
    const seen = watched();
    const { written, logger } = appLogger({ isLevelEnabled: (level) => level === 'error' });
    logger.debug(seen.facts, 'quiet');
    expect({ looks: seen.looks, written }).toEqual({ looks: 0, written: [] });
    logger.error(seen.facts, 'loud');
    expect(seen.looks).toBe(1);
    expect(written).toHaveLength(1);
  });

  test('a logger that needs to be called as a method is', () => {
    const lines: string[] = [];
    class Own implements Logger {
      readonly prefix = 'own';
      trace(): void {}
      debug(_: object, message: string): void {
        lines.push(`${this.prefix}: ${message}`);
      }
      info(): void {}
      warn(): void {}
      error(): void {}
    }
    environment({ logger: new Own() }).logger.debug({}, 'heard');
    expect(lines).toEqual(['own: heard']);
  });
});
