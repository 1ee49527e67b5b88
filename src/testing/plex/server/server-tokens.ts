import type { Accounts, MockPlexUser } from '../accounts.ts';
import { hexOf } from '../rows/tags.ts';

export interface ServerTokensOptions {
  readonly accounts: Accounts;
  readonly machineIdentifier: string;
  readonly owned: boolean;
  readonly claimed: boolean;
  /** The account's token does not open this server, even if the account owns it. */
  readonly ownToken: boolean;
  readonly jwtAccepted: boolean;
}

function looksLikeJwt(token: string): boolean {
  return token.startsWith('eyJ') && token.split('.').length === 3;
}

/** Who may enter one media server: a token for each user, and on owned servers the account's own. */
export class ServerTokens {
  readonly #options: ServerTokensOptions;
  #ownToken: boolean;
  #generation = 0;

  constructor(options: ServerTokensOptions) {
    this.#options = options;
    this.#ownToken = options.ownToken;
  }

  /** What plex.tv gives this user for this server. A JWT comes back as it is: that is what real ones do. */
  tokenFor(user: MockPlexUser, calledWith: string): string {
    return this.#takesAccountToken(user) ? calledWith : this.#issued(user);
  }

  userOf(token: string | undefined): MockPlexUser | undefined {
    const { accounts, claimed, jwtAccepted } = this.#options;
    if (!claimed) return accounts.account;
    if (token === undefined || token === '') return undefined;
    const invited = accounts.users.find((user) => this.#issued(user) === token);
    if (invited !== undefined) return this.#takesAccountToken(invited) ? undefined : invited;
    if (looksLikeJwt(token) && !jwtAccepted) return undefined;
    const grant = accounts.find(token);
    return grant !== undefined && this.#takesAccountToken(grant.user) ? grant.user : undefined;
  }

  /** From now on nothing that was given out opens the server. */
  rotate(): void {
    this.#generation += 1;
    this.#ownToken = true;
  }

  #takesAccountToken(user: MockPlexUser): boolean {
    return user.admin && this.#options.owned && !this.#ownToken;
  }

  #issued(user: MockPlexUser): string {
    return `sv${hexOf(`${this.#options.machineIdentifier} ${user.uuid} ${this.#generation}`, 18)}`;
  }
}
