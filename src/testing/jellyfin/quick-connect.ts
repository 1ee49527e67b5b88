import { createHash } from 'node:crypto';
import type { Account, Device, Token } from './accounts.ts';
import { failed, Refusal, sentence } from './answers.ts';
import { wireDate } from './wire-values.ts';

interface Request {
  readonly secret: string;
  readonly code: string;
  readonly device: Device;
  dateAdded: number;
  token?: Token;
}

export interface QuickConnect {
  readonly enabled: boolean;
  initiate(device: Device): object;
  /** @throws {Refusal} 404 for a secret that is unknown or has expired */
  poll(secret: string): object;
  /** @throws {Refusal} 404 for an unknown code, 500 when it is authorized already (seen) */
  authorize(code: string, account: Account): void;
  /** The token, the same at every call until it expires. @throws {Refusal} 404 */
  exchange(secret: string): Token;
  expireAll(): void;
}

export interface QuickConnectOptions {
  readonly enabled: boolean;
  readonly seed: string;
  readonly now: () => number;
  readonly signIn: (account: Account, device: Device) => Token;
}

const lifeMs = 10 * 60_000;
/** Agreeing moves `DateAdded` this far into the future (seen), and the end of the request with it. */
const graceMs = 60_000;

/** Quick Connect requests live in memory: 10 minutes after `DateAdded`, which moves when the person agrees. */
export function createQuickConnect({ enabled, seed, now, signIn }: QuickConnectOptions): QuickConnect {
  let requests: Request[] = [];
  let made = 0;

  const find = (matches: (request: Request) => boolean): Request | undefined => {
    requests = requests.filter((request) => now() <= request.dateAdded + lifeMs);
    return requests.find(matches);
  };
  const onlyIfEnabled = (): void => {
    if (!enabled) throw new Refusal(sentence(401, 'Quick connect is disabled'));
  };

  return {
    enabled,
    initiate: (device) => {
      onlyIfEnabled();
      made += 1;
      const secret = createHash('sha256').update(`${seed} ${made} ${device.deviceId}`).digest('hex').toUpperCase();
      const code = String(100_000 + (Number.parseInt(secret.slice(0, 8), 16) % 900_000));
      const request = { secret, code, device, dateAdded: now() };
      requests.push(request);
      return quickConnectDto(request);
    },
    poll: (secret) => {
      onlyIfEnabled();
      const request = find((each) => each.secret === secret);
      if (request === undefined) throw new Refusal(sentence(404, 'Unknown secret'));
      return quickConnectDto(request);
    },
    authorize: (code, account) => {
      onlyIfEnabled();
      const request = find((each) => each.code === code);
      if (request === undefined) throw new Refusal(failed(404));
      if (request.token !== undefined) throw new Refusal(failed(500));
      request.dateAdded = now() + graceMs;
      request.token = signIn(account, request.device);
    },
    exchange: (secret) => {
      const token = find((each) => each.secret === secret)?.token;
      if (token === undefined) throw new Refusal(failed(404));
      return token;
    },
    expireAll: () => {
      requests = [];
    },
  };
}

function quickConnectDto({ token, secret, code, device, dateAdded }: Request): object {
  return {
    Authenticated: token !== undefined,
    Secret: secret,
    Code: code,
    DeviceId: device.deviceId,
    DeviceName: device.device,
    AppName: device.client,
    AppVersion: device.version,
    DateAdded: wireDate(dateAdded),
  };
}
