import { hexOf, numberOf } from './rows/tags.ts';

/** A member of the mock's Plex Home. The first one is the account itself. */
export interface MockPlexUser {
  readonly id: number;
  readonly uuid: string;
  readonly title: string;
  /** Empty for managed users. */
  readonly username: string;
  readonly email: string;
  readonly admin: boolean;
  readonly restricted: boolean;
  /** What has to be given to switch to this user. */
  readonly pin?: string;
}

export interface MockPlexUserOptions {
  readonly title: string;
  readonly pin?: string;
  /** Default true: managed, without a name and an address of its own. */
  readonly restricted?: boolean;
}

export interface Grant {
  readonly user: MockPlexUser;
  readonly clientId: string;
}

/** The people of the mock and their plex.tv tokens: one for each user and client. */
export class Accounts {
  readonly users: readonly MockPlexUser[];
  readonly account: MockPlexUser;
  readonly #seed: string;
  readonly #grants = new Map<string, Grant>();
  #issued = 0;

  constructor(seed: number, others: readonly MockPlexUserOptions[], accountPin?: string) {
    this.#seed = String(seed);
    const pin = accountPin === undefined ? {} : { pin: accountPin };
    this.account = makeUser(this.#seed, { title: 'Robin', restricted: false, ...pin }, true);
    this.users = [this.account, ...others.map((other) => makeUser(this.#seed, other, false))];
  }

  /** The token of this user on this client; the same one until it is revoked. */
  issue(user: MockPlexUser, clientId: string): string {
    for (const [token, grant] of this.#grants) {
      if (grant.user === user && grant.clientId === clientId && !token.startsWith('eyJ')) return token;
    }
    this.#issued += 1;
    const token = `px${hexOf(`${this.#seed} ${user.uuid} ${clientId} ${this.#issued}`, 18)}`;
    this.register(token, { user, clientId });
    return token;
  }

  /** Every token that this user has, with the client that holds it. */
  tokensOf(user: MockPlexUser): readonly { readonly clientId: string; readonly token: string }[] {
    return [...this.#grants].flatMap(([token, grant]) =>
      grant.user === user ? [{ clientId: grant.clientId, token }] : [],
    );
  }

  /** Makes a token known that was made elsewhere. */
  register(token: string, grant: Grant): void {
    this.#grants.set(token, grant);
  }

  find(token: string | undefined): Grant | undefined {
    return token === undefined ? undefined : this.#grants.get(token);
  }

  revoke(token: string): void {
    this.#grants.delete(token);
  }

  /** Every token that fits. */
  revokeWhere(fits: (grant: Grant, token: string) => boolean): void {
    for (const [token, grant] of this.#grants) {
      if (fits(grant, token)) this.#grants.delete(token);
    }
  }
}

function makeUser(seed: string, { title, pin, restricted = true }: MockPlexUserOptions, admin: boolean): MockPlexUser {
  const handle = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return {
    id: admin ? 700_001 : 800_000 + (numberOf(`${seed} ${title}`) % 100_000),
    uuid: hexOf(`user ${seed} ${title}`, 16),
    title,
    username: restricted ? '' : handle,
    email: restricted ? '' : `${handle}@mock.invalid`,
    admin,
    restricted,
    ...(pin === undefined ? {} : { pin }),
  };
}
