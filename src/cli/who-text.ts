import type { Connection, CredentialType, Profile, Remedy, Source } from 'mediafold';
import { withoutPlea } from './failure.ts';
import { printable, withoutName } from './printable.ts';
import { credentialWords } from './sign-in-command.ts';
import { addressText, whenText } from './source-columns.ts';
import type { Terminal } from './terminal.ts';

export interface StateNow {
  readonly status: 'online' | 'offline' | 'needs-sign-in' | 'unknown';
  readonly remedy: Remedy;
  readonly reason?: string;
  /** The command that signs in again. */
  readonly command?: string;
}

/** Who one source is at its server. Holds no secret. */
export interface Identity {
  readonly source: Pick<Source, 'id' | 'name' | 'type' | 'serverId'>;
  readonly user: { readonly id: string; readonly name?: string };
  /** Absent when none is stored, or none that can be decrypted. */
  readonly credential?: CredentialType;
  /** Epoch milliseconds. */
  readonly signedInAt?: number;
  readonly deviceId: string;
  readonly connection?: Connection;
  readonly state: StateNow;
  /** Everybody who uses the account, when there is more than one. */
  readonly profiles?: readonly Profile[];
}

export function identityText(terminal: Terminal, identity: Identity): string {
  const { source, user, credential, signedInAt, deviceId, connection, state, profiles = [] } = identity;
  const rows: readonly (readonly [string, string])[] = [
    ['User', printable(user.name ?? user.id)],
    ['Signed in with', credentialWords(credential)],
    ['Since', signedInAt === undefined ? '-' : whenText(signedInAt)],
    ['Device id', printable(deviceId)],
    ['Address', addressText(connection)],
    ['State', painted(terminal, source.name, state)],
    ...(profiles.length === 0 ? [] : [['Profiles', profiles.map(profileText).join(', ')] as const]),
  ];
  const head = `${terminal.paint('bold', printable(source.name))} (${source.type}, ${source.id})`;
  return [head, ...rows.map(([what, text]) => `  ${what.padEnd(16)}${text}`)].join('\n');
}

const colours = { online: 'green', offline: 'yellow', 'needs-sign-in': 'red', unknown: 'dim' } as const;

function painted(terminal: Terminal, name: string, state: StateNow): string {
  return terminal.paint(colours[state.status], stateText(name, state));
}

function stateText(name: string, { status, reason = '', command = '' }: StateNow): string {
  if (status === 'online') return 'connected';
  if (status === 'unknown') return 'not asked now; nothing is known to be wrong';
  const why = withoutPlea(withoutName(name, reason));
  if (status === 'offline') return `the server is away; the sign-in is kept, try again later (${why})`;
  return `a new sign-in is needed (${why}). Run: ${command}`;
}

function profileText({ name, isProtected, isAdmin, isRestricted }: Profile): string {
  const facts = [
    ...(isAdmin ? ['admin'] : []),
    ...(isProtected ? ['asks for a PIN'] : []),
    ...(isRestricted ? ['restricted'] : []),
  ];
  return `${printable(name)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}
