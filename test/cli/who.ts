import { documentOf, type Ran } from './run-cli.ts';

/** One source in what `whoami --json` prints. */
export interface Who {
  readonly source: { readonly id: string; readonly name: string; readonly type: string };
  readonly user: { readonly name?: string };
  readonly credential?: string;
  readonly signedInAt?: number;
  readonly deviceId: string;
  readonly state: {
    readonly status: string;
    readonly remedy: string;
    readonly reason?: string;
    readonly command?: string;
  };
  readonly profiles?: readonly { readonly name: string; readonly isProtected: boolean }[];
}

export const whoIs = async (ran: Promise<Ran>): Promise<readonly Who[]> =>
  documentOf<{ sources: readonly Who[] }>(await ran).sources;
