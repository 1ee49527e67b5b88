import { describe, expect, it } from 'vitest';
import { call, plexWith, testClock } from './harness.ts';

describe('signing in with a PIN', () => {
  it('gives a token to the client that asked, once somebody typed the code', async () => {
    const plex = await plexWith();
    const pins = `${plex.plexTv.url}/api/v2/pins`;
    const made = await call(pins, { method: 'POST', clientId: 'tv' });
    expect(made.status).toBe(201);
    expect(String(made.json.at('code').value)).toMatch(/^[A-Z2-9]{4}$/);
    expect([made.json.at('authToken').value, made.json.at('newRegistration').value]).toEqual([null, null]);
    expect(made.json.at('expiresIn').value).toBe(900);

    const own = `${pins}/${String(made.json.at('id').value)}`;
    expect((await call(own, { clientId: 'tv' })).json.at('authToken').value).toBeNull();
    plex.approvePin(String(made.json.at('code').value).toLowerCase());
    const claimed = await call(own, { clientId: 'tv' });
    expect(claimed.json.at('newRegistration').value).toBe(false);
    const user = await call(`${plex.plexTv.url}/api/v2/user`, { token: String(claimed.json.at('authToken').value) });
    expect([user.status, user.json.at('id').value]).toEqual([200, plex.account.id]);
  });

  it('shows a pin to nobody else, and not after its end', async () => {
    const clock = testClock();
    const plex = await plexWith({ clock });
    const pins = `${plex.plexTv.url}/api/v2/pins`;
    const made = await call(`${pins}?strong=true`, { method: 'POST', clientId: 'tv' });
    expect(String(made.json.at('code').value)).toHaveLength(25);
    const own = `${pins}/${String(made.json.at('id').value)}`;
    expect((await call(own, { clientId: 'other' })).status).toBe(404);
    clock.pass(1_799_000);
    expect((await call(own, { clientId: 'tv' })).json.at('expiresIn').value).toBe(1);
    clock.pass(1000);
    const late = await call(own, { clientId: 'tv' });
    expect([late.status, late.json.at('errors', 0, 'status').value]).toEqual([404, 404]);
    expect(() => plex.approvePin(String(made.json.at('code').value))).toThrow('no such code');
  });

  it('takes its options as a form, as JSON with its content type, and refuses JSON without', async () => {
    const plex = await plexWith();
    const pins = `${plex.plexTv.url}/api/v2/pins`;
    const post = { method: 'POST', clientId: 'tv' };
    const form = await call(pins, { ...post, body: new URLSearchParams({ strong: 'true' }) });
    expect(String(form.json.at('code').value)).toHaveLength(25);
    const body = JSON.stringify({ strong: true });
    const json = await call(pins, { ...post, body, headers: { 'content-type': 'application/json' } });
    expect(String(json.json.at('code').value)).toHaveLength(25);
    expect((await call(pins, { ...post, body })).status).toBe(400);
    expect((await call(pins, { method: 'POST' })).status).toBe(400);
  });

  it('can be claimed by another device with the link call', async () => {
    const plex = await plexWith();
    const pins = `${plex.plexTv.url}/api/v2/pins`;
    const made = await call(pins, { method: 'POST', clientId: 'tv' });
    const body = new URLSearchParams({ code: String(made.json.at('code').value) });
    const link = { method: 'PUT', body };
    expect((await call(`${pins}/link`, link)).status).toBe(401);
    expect((await call(`${pins}/link`, { ...link, token: plex.account.token })).status).toBe(204);
    const nonsense = { ...link, token: plex.account.token, body: new URLSearchParams({ code: 'none' }) };
    expect((await call(`${pins}/link`, nonsense)).status).toBe(404);
    const claimed = await call(`${pins}/${String(made.json.at('id').value)}`, { clientId: 'tv' });
    expect(claimed.json.at('authToken').value).toEqual(expect.any(String));
  });

  it('limits polling when it is told to', async () => {
    const clock = testClock();
    const plex = await plexWith({ clock });
    plex.limitPinPolling(true);
    const pins = `${plex.plexTv.url}/api/v2/pins`;
    const made = await call(pins, { method: 'POST', clientId: 'tv' });
    const own = `${pins}/${String(made.json.at('id').value)}`;
    expect((await call(own, { clientId: 'tv' })).status).toBe(200);
    const hasty = await call(own, { clientId: 'tv' });
    expect([hasty.status, hasty.json.at('errors', 0, 'code').value]).toEqual([429, 1003]);
    clock.pass(1000);
    expect((await call(own, { clientId: 'tv' })).status).toBe(200);
  });

  it('forgets open pins', async () => {
    const plex = await plexWith();
    const pins = `${plex.plexTv.url}/api/v2/pins`;
    const made = await call(pins, { method: 'POST', clientId: 'tv' });
    plex.expirePins();
    expect((await call(`${pins}/${String(made.json.at('id').value)}`, { clientId: 'tv' })).status).toBe(404);
  });
});
