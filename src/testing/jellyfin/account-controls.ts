import type { Account, Accounts } from './accounts.ts';

/** What an administrator does to a user. By name; @throws {TypeError} when nobody is called so */
export interface AccountControls {
  /** Ends the user's tokens; they stay dead when it is enabled again (seen). */
  disableUser(userName: string): void;
  /** Ends a lockout, too. */
  enableUser(userName: string): void;
  /** Ends the user's tokens. */
  changePassword(userName: string, password: string): void;
  deleteUser(userName: string): void;
}

/** @param ended closes what lived on tokens that are gone */
export function accountControls(
  accounts: Accounts,
  accountOf: (userName: string) => Account,
  ended: () => void,
): AccountControls {
  return {
    disableUser: (userName) => {
      accounts.setDisabled(accountOf(userName), true);
      ended();
    },
    enableUser: (userName) => accounts.setDisabled(accountOf(userName), false),
    changePassword: (userName, password) => {
      accounts.setPassword(accountOf(userName), password);
      ended();
    },
    deleteUser: (userName) => {
      accounts.remove(accountOf(userName));
      ended();
    },
  };
}
