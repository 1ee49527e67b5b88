/** What happens to a code when its time is up, and what does not end it before. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LoginFlow } from '../../../../src/backends/auth-provider.ts';
import { startPlexDeviceKeyPin, startPlexPin } from '../../../../src/backends/plex/plex.ts';
import type { MockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import { login } from '../setting.ts';
import { type PinHouse, polls, startPinHouse } from './pin-setting.ts';

let clock: PinHouse['clock'];
let mock: MockPlex;

beforeEach(async () => {
  ({ clock, mock } = await startPinHouse());
});

afterEach(() => mock.close());

const looks = (): number => mock.plexTv.log.to(polls).length;

/** Plex keeps it for longer than it says, so that only our side ends it. */
function begin(seconds: number, start: typeof startPlexPin = startPlexPin): Promise<LoginFlow> {
  const changes = [{ path: 'expiresIn', change: 'set', value: seconds }] as const;
  mock.plexTv.faults.add({ path: '/api/v2/pins', times: 1, action: { kind: 'mutate', changes } });
  return start(login(mock.plexTv, { clock }));
}

/** Agrees after so many looks that found nobody. */
function agreeAfter(flow: LoginFlow, count: number): void {
  let left = count;
  flow.on(({ type }) => {
    if (type !== 'waiting') return;
    left -= 1;
    if (left === 0) mock.approvePin(flow.prompt.code);
  });
}

it.each([startPlexPin, startPlexDeviceKeyPin])(
  'one last look finds who agreed at the last moment: %o',
  async (start) => {
    const flow = await begin(2, start);
    agreeAfter(flow, 2);
    expect(await flow.wait()).toHaveLength(1);
    expect(looks()).toBe(3);
  },
);

it('there is no other look after the last one, whoever waits', async () => {
  const flow = await begin(2);
  await expect(flow.wait()).rejects.toMatchObject({ code: 'token-expired' });
  expect(looks()).toBe(3);
  await expect(flow.wait()).rejects.toMatchObject({ code: 'token-expired' });
  expect(looks()).toBe(3);
});

it('who has agreed in time need not do so again because the rest took longer', async () => {
  const flow = await begin(2);
  mock.approvePin(flow.prompt.code);
  mock.plexTv.faults.add({ path: '/api/v2/user', times: 1, action: { kind: 'status', status: 403 } });
  await expect(flow.wait()).rejects.toMatchObject({ code: 'forbidden' });
  clock.advance(900_000);
  expect(await flow.wait()).toHaveLength(1);
  expect(looks()).toBe(1);
});

it('a portal that shows a certificate of its own does not end it', async () => {
  let portals = 2;
  const fetch: typeof globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    portals -= polls.test(url.pathname) ? 1 : 0;
    if (!polls.test(url.pathname) || portals < 0) return globalThis.fetch(input, init);
    const cause = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    return Promise.reject(new TypeError('fetch failed', { cause }));
  };
  const flow = await startPlexPin(login(mock.plexTv, { clock, fetch }));
  const met: string[] = [];
  flow.on((event) => {
    if (event.type === 'trouble') met.push(event.error.code);
  });
  mock.approvePin(flow.prompt.code);
  expect(await flow.wait()).toHaveLength(1);
  expect(met).toEqual(['untrusted-certificate', 'untrusted-certificate']);
});

it.each(['0', 'Thu, 01 Jan 1970 00:00:00 GMT', '0x10'])(
  'Retry-After: %s is no leave to ask every second',
  async (text) => {
    const flow = await begin(900);
    const headers = { 'retry-after': text };
    mock.plexTv.faults.add({ path: polls, times: 2, action: { kind: 'status', status: 429, headers } });
    mock.approvePin(flow.prompt.code);
    expect(await flow.wait()).toHaveLength(1);
    expect(clock.pauses).toEqual([5_000, 10_000]);
  },
);
