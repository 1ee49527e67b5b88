/** A machine that sleeps for ten days while a person is signing in. */
import { expect, test } from 'vitest';
import type { LoginFlow } from '../../../src/backends/auth-provider.ts';
import { startQuickConnect } from '../../../src/backends/jellyfin/jellyfin.ts';
import { startPlexDeviceKeyPin, startPlexPin } from '../../../src/backends/plex/plex.ts';
import { type Clock, systemClock } from '../../../src/models/clock.ts';
import type { Mediafold } from '../../../src/services/mediafold.ts';
import type { RequestLog } from '../../../src/testing/index.ts';
import { catalogueFile, jellyfin, movies, openAt, plex } from '../setting.ts';

const tenDays = 10 * 86_400_000;

/** Time that can jump, as it does when a laptop is opened again. Pauses are short. */
function lid(): { readonly clock: Clock; open(): void } {
  let slept = 0;
  return {
    clock: {
      now: () => systemClock.now() + slept,
      sleep: (ms, signal) => systemClock.sleep(ms <= 5_000 ? Math.min(ms, 5) : ms, signal),
    },
    open: () => {
      slept = tenDays;
    },
  };
}

interface Begun {
  readonly flow: LoginFlow;
  readonly log: RequestLog;
}

type Begin = (fold: Mediafold) => Promise<Begun>;

const withPin =
  (start: typeof startPlexPin): Begin =>
  async (fold) => {
    const { account } = await plex(movies(1));
    const { url, log } = account.plexTv;
    return { flow: await start({ ...(await fold.loginContext({ device: 'shared' })), plexTvUrl: url }), log };
  };

const flows: readonly (readonly [string, Begin])[] = [
  ['a PIN', withPin(startPlexPin)],
  ['a PIN with a device key', withPin(startPlexDeviceKeyPin)],
  [
    'Quick Connect',
    async (fold) => {
      const { url, log } = await jellyfin(movies(1));
      return { flow: await startQuickConnect({ ...(await fold.loginContext()), url }), log };
    },
  ],
];

test.each(flows)('%s ends: the code ran out, and nobody is asked with it any more', async (_, begin) => {
  const { clock, open } = lid();
  const fold = await openAt(catalogueFile(), { environment: { clock } });
  const { flow, log } = await begin(fold);
  const looked = new Promise<void>((resolve) => {
    flow.on(({ type }) => {
      if (type === 'waiting') resolve();
    });
  });
  const waiting = flow.wait();
  const outcome = expect(waiting).rejects.toMatchObject({ code: 'token-expired', remedy: 'sign-in-again' });
  await looked;
  open();
  await outcome;
  const asked = log.all().length;
  await expect(flow.wait()).rejects.toMatchObject({ code: 'token-expired' });
  expect(log.all()).toHaveLength(asked);
  expect(await fold.sources.list()).toEqual([]);
});
