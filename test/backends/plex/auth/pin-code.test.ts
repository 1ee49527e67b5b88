import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPin, createPlexTv, readPin } from '../../../../src/backends/plex/auth/plex-tv.ts';
import { type PlexPinOptions, startPlexPin } from '../../../../src/backends/plex/plex.ts';
import { secret } from '../../../../src/models/secret.ts';
import type { MockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import { identity, login } from '../setting.ts';
import { type PinHouse, startPinHouse } from './pin-setting.ts';

const pins = '/api/v2/pins';
let clock: PinHouse['clock'];
let mock: MockPlex;

beforeEach(async () => {
  ({ clock, mock } = await startPinHouse());
});

afterEach(() => mock.close());

const options = (more: Partial<PlexPinOptions> = {}): PlexPinOptions => ({ ...login(mock.plexTv, { clock }), ...more });

describe('the code', () => {
  it('is one to type, with a link that holds it and the same for a phone', async () => {
    const { prompt } = await startPlexPin(options());
    expect(prompt).toEqual({
      code: expect.stringMatching(/^[A-Z2-9]{4}$/),
      url: `https://plex.tv/link?pin=${prompt.code}`,
      qr: prompt.url,
      expiresAt: clock.now() + 900_000,
    });
  });

  it('is one for the web page, percent-encoded in the fragment', async () => {
    const odd = { ...identity, product: 'Fold & Füge+', deviceName: 'Büro 2', platform: 'Amiga OS' };
    const forwardUrl = 'shelf://back?step=2&x=a b#end';
    const { prompt } = await startPlexPin(options({ identity: odd, strong: true, forwardUrl }));
    expect(prompt.expiresAt).toBe(clock.now() + 1_800_000);
    expect(prompt.qr).toBe(prompt.url);
    const [page, fragment = ''] = prompt.url.split('#?');
    expect(page).toBe('https://app.plex.tv/auth');
    expect(fragment).not.toMatch(/[[\] +"<>]/);
    expect(fragment).toContain('context%5Bdevice%5D%5Bproduct%5D=Fold%20%26%20F%C3%BCge%2B');
    const told = fragment.split('&').map((pair) => pair.split('=').map(decodeURIComponent));
    expect(told).toEqual([
      ['clientID', identity.deviceId],
      ['code', prompt.code],
      ['context[device][product]', 'Fold & Füge+'],
      ['context[device][version]', '3.1'],
      ['context[device][deviceName]', 'Büro 2'],
      ['context[device][platform]', 'Amiga OS'],
      ['forwardUrl', forwardUrl],
    ]);
  });

  it.each<[unknown, number]>([
    [undefined, 900],
    [null, 900],
    ['600', 600],
    [600.5, 600.5],
    ['soon', 900],
    [0, 900],
    [-5, 900],
    [1e300, 900],
    [{}, 900],
  ])('lives for as long as Plex says, or a quarter of an hour: %s', async (told, seconds) => {
    mock.plexTv.faults.add({
      path: pins,
      action: { kind: 'mutate', changes: [{ path: 'expiresIn', change: 'set', value: told }] },
    });
    expect((await startPlexPin(options())).prompt.expiresAt).toBe(clock.now() + seconds * 1000);
  });

  it('is asked for and looked after by one and the same client', async () => {
    const flow = await startPlexPin(options({ identity: { ...identity, deviceId: 'gerät 7' }, strong: true }));
    const waiting = flow.wait();
    mock.approvePin(flow.prompt.code);
    await waiting;
    const ids = new Set(mock.plexTv.log.all().map(({ headers }) => headers['x-plex-client-identifier']));
    expect(ids).toEqual(new Set(['ger%C3%A4t%207']));
    expect(flow.prompt.url).toContain('clientID=ger%25C3%25A4t%25207');
  });

  it('is asked for with a key as JSON, under its content type, and looked at with the proof', async () => {
    const plexTv = createPlexTv({ ...options(), deviceId: identity.deviceId });
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: 'a-public-key', kid: 'k1', alg: 'EdDSA' };
    const pin = await createPin(plexTv, true, { jwk });
    expect(pin.code).toHaveLength(25);
    expect(await readPin(plexTv, pin.id, { deviceJwt: secret('signed.by.key') })).toMatchObject({ code: pin.code });
    const [made, look] = mock.plexTv.log.all();
    expect(made).toMatchObject({ method: 'POST', status: 201 });
    expect(made?.headers['content-type']).toMatch(/^application\/json/);
    expect(made?.query.size).toBe(0);
    expect(look?.query.get('deviceJWT')).toBe('signed.by.key');
  });

  it('is asked for again when the answer was lost, and not when Plex refuses', async () => {
    mock.plexTv.faults.add({ path: pins, times: 1, action: { kind: 'reset' } });
    expect((await startPlexPin(options())).prompt.code).toHaveLength(4);
    mock.plexTv.faults.add({ path: pins, action: { kind: 'status', status: 400 } });
    mock.plexTv.log.clear();
    await expect(startPlexPin(options())).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(mock.plexTv.log.all()).toHaveLength(1);
  });
});
