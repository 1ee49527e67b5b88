import type { Candidate } from '../../models/connection.ts';
import { serverId } from '../../models/ids.ts';
import { candidateOf } from '../http/typed-address.ts';
import type { LanProtocol } from '../lan-protocol.ts';

/**
 * Plex's "G'Day Mate": a search that looks like HTTP in a datagram. No official document and no recording: the fields
 * are those that client libraries agree on.
 */
export const plexLan: LanProtocol = {
  port: 32_414,
  question: 'M-SEARCH * HTTP/1.1\r\n\r\n',
  multicast: '239.0.0.250',
  read(answer, sender) {
    const [status = '', ...lines] = answer.split(/\r?\n/);
    if (!/^HTTP\/1\.\d 200\b/.test(status)) return undefined;
    const fields = new Map(
      lines.flatMap((line) => {
        const [, name = '', value = ''] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
        return name === '' ? [] : [[name.toLowerCase(), value.trim()] as const];
      }),
    );
    const id = fields.get('resource-identifier') ?? '';
    const port = Number(fields.get('port'));
    if (fields.get('content-type') !== 'plex/media-server' || id === '') return undefined;
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
    const version = fields.get('version');
    const http = candidateOf(new URL(`http://${hostOf(sender)}:${port}`), 'discovered');
    const named = secureName(fields.get('host') ?? '', sender, port);
    return {
      type: 'plex',
      serverId: serverId(id),
      name: fields.get('name') ?? id,
      ...(version === undefined ? {} : { version }),
      candidates: named === undefined ? [http] : [named, http],
    };
  },
};

/** The server's certificate is for all names below its own one, and each leads to the address that is spelled in it. */
function secureName(host: string, sender: string, port: number): Candidate | undefined {
  if (!/^[0-9a-f]{32}\.plex\.direct$/i.test(host)) return undefined;
  return candidateOf(new URL(`https://${sender.replaceAll(/[.:]/g, '-')}.${host}:${port}`), 'discovered', 'local');
}

const hostOf = (address: string): string => (address.includes(':') ? `[${address}]` : address);
