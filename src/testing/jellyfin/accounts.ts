import { failed, Refusal } from './answers.ts';
import type { Claims } from './authorization-header.ts';
import type { VersionTraits } from './version-traits.ts';
import { hexOf } from './wire-values.ts';

export interface UserOptions {
  readonly name: string;
  readonly password: string;
  readonly admin?: boolean;
  readonly disabled?: boolean;
  /** Names of the libraries that the user may see. Absent: all. */
  readonly libraries?: readonly string[];
  /** `LoginAttemptsBeforeLockout`: so many wrong passwords in a row disable the account. Default: never. No 10.11 does it. */
  readonly lockoutAfter?: number;
}

export interface Account extends UserOptions {
  readonly id: string;
  password: string;
  disabled: boolean;
  /** Wrong passwords since the last good one. */
  failedLogins: number;
  lastLoginAt?: number;
  lastActivityAt?: number;
}

/** A client installation, all four parts named. */
export interface Device {
  readonly client: string;
  readonly device: string;
  readonly deviceId: string;
  readonly version: string;
}

export interface Token {
  readonly value: string;
  readonly account: Account;
  readonly device: Device;
}

export interface ApiKey {
  readonly id: number;
  readonly value: string;
  readonly app: string;
  readonly createdAt: number;
}

/** Who asks: a user by token, or a key, which acts as administrator without being anybody. */
export type Caller =
  | { readonly kind: 'user'; readonly account: Account; readonly token: Token }
  | { readonly kind: 'key'; readonly key: ApiKey };

export interface Accounts {
  readonly all: readonly Account[];
  readonly keys: readonly ApiKey[];
  byId(id: string): Account | undefined;
  byName(name: string): Account | undefined;
  /** Undefined for a token that is unknown, revoked, or of a disabled user. */
  callerOf(token: string | undefined): Caller | undefined;
  /** A new token, which ends older ones as the version does it. */
  signIn(account: Account, device: Device, at: number): Token;
  /** @throws {Refusal} 401 text for a wrong name or password alike, 403 text for a disabled account */
  checkPassword(name: string, password: string): Account;
  revoke(token: Token): void;
  revokeAll(userName?: string): void;
  /** Its tokens stay dead when it is enabled again (seen). */
  setDisabled(account: Account, disabled: boolean): void;
  /** Ends the user's tokens: an administrator did it, with a token of their own (seen). */
  setPassword(account: Account, password: string): void;
  remove(account: Account): void;
  addKey(app: string, at: number): ApiKey;
  removeKey(value: string): void;
}

/** @throws {Refusal} 400 text unless the client named all four parts of itself */
export function deviceOf({ client, device, deviceId, version }: Claims): Device {
  if (!client || !device || !deviceId || !version) throw new Refusal(failed(400));
  return { client, device, deviceId, version };
}

/** @param traits those of the version that runs now */
export function createAccounts(serverId: string, users: readonly UserOptions[], traits: () => VersionTraits): Accounts {
  const all = users.map(
    (user): Account => ({
      ...user,
      disabled: user.disabled ?? false,
      failedLogins: 0,
      id: hexOf('user', serverId, user.name),
    }),
  );
  const tokens = new Map<string, Token>();
  const keys = new Map<string, ApiKey>();
  let made = 0;

  const byName = (name: string): Account | undefined =>
    all.find((account) => account.name.toLowerCase() === name.toLowerCase());

  const endTokens = (account: Account): void => {
    for (const token of [...tokens.values()]) if (token.account === account) tokens.delete(token.value);
  };

  const setDisabled = (account: Account, disabled: boolean): void => {
    account.disabled = disabled;
    if (disabled) endTokens(account);
    else account.failedLogins = 0;
  };

  const replaced = (token: Token, account: Account, device: Device): boolean =>
    token.device.deviceId === device.deviceId && (token.account === account || traits().loginRevokesOtherUsers);

  return {
    all,
    get keys() {
      return [...keys.values()];
    },
    byId: (id) => all.find((account) => account.id === id),
    byName,
    callerOf: (value) => {
      if (value === undefined) return undefined;
      const key = keys.get(value);
      if (key !== undefined) return { kind: 'key', key };
      const token = tokens.get(value);
      if (token === undefined || token.account.disabled) return undefined;
      return { kind: 'user', account: token.account, token };
    },
    signIn: (account, device, at) => {
      const older = [...tokens.values()].filter((token) => replaced(token, account, device));
      for (const token of older) tokens.delete(token.value);
      const same = traits().loginRevokesOtherUsers ? older.find((token) => token.account === account) : undefined;
      made += 1;
      const token = { value: same?.value ?? hexOf('token', serverId, account.id, made), account, device };
      tokens.set(token.value, token);
      account.lastLoginAt = at;
      account.lastActivityAt = at;
      return token;
    },
    checkPassword: (name, password) => {
      const account = byName(name);
      if (account === undefined || account.password !== password) {
        if (account !== undefined) {
          account.failedLogins += 1;
          const limit = traits().locksAccounts ? account.lockoutAfter : undefined;
          if (account.failedLogins >= (limit ?? Number.POSITIVE_INFINITY)) setDisabled(account, true);
        }
        throw new Refusal(failed(401));
      }
      if (account.disabled) throw new Refusal(failed(403));
      return account;
    },
    revoke: (token) => void tokens.delete(token.value),
    setDisabled,
    setPassword: (account, password) => {
      account.password = password;
      endTokens(account);
    },
    remove: (account) => {
      endTokens(account);
      all.splice(all.indexOf(account), 1);
    },
    revokeAll: (userName) => {
      const account = userName === undefined ? undefined : byName(userName);
      if (userName !== undefined && account === undefined) throw new TypeError(`no user is called ${userName}`);
      for (const token of [...tokens.values()]) {
        if (account === undefined || token.account === account) tokens.delete(token.value);
      }
    },
    addKey: (app, at) => {
      made += 1;
      const key = { id: keys.size + 1, value: hexOf('key', serverId, app, made), app, createdAt: at };
      keys.set(key.value, key);
      return key;
    },
    removeKey: (value) => void keys.delete(value),
  };
}
