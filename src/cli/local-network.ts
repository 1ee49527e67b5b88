import { isIP } from 'node:net';
import type { LanOptions, LanTarget } from 'mediafold';
import { exitCodes } from './exit-code.ts';
import { CliFailure } from './failure.ts';

/** `192.168.1.20:7359`, several with commas between them. */
export function lanTargets(text: string): readonly LanTarget[] {
  return text.split(',').map((part) => {
    const [, address = '', port = ''] = /^(.+):(\d{1,5})$/.exec(part.trim()) ?? [];
    if (isIP(address) === 4 && Number(port) > 0 && Number(port) < 65_536) return { address, port: Number(port) };
    throw new CliFailure(
      'ask on the local network: write IPv4 addresses with ports, 192.168.1.20:7359.',
      exitCodes.wrongUsage,
    );
  });
}

/** What MEDIAFOLD_LAN says: nothing, `off`, or whom to ask instead of everybody. */
export function lanOptions({
  MEDIAFOLD_LAN = '',
}: Readonly<Record<string, string | undefined>>): LanOptions | undefined {
  if (MEDIAFOLD_LAN === '') return undefined;
  return MEDIAFOLD_LAN === 'off' ? false : { targets: lanTargets(MEDIAFOLD_LAN) };
}
