import * as z from 'zod/mini';
import { serverId } from '../../models/ids.ts';
import { candidateOf } from '../http/typed-address.ts';
import { id, text } from '../http/wire-readers.ts';
import type { LanProtocol } from '../lan-protocol.ts';

const answerSchema = z.object({ Address: id, Id: id, Name: text });

/**
 * UDP 7359 (recorded on 12.0). The address in the answer may be one inside a container, so that from which the answer
 * came is tried with the same port, too.
 */
export const jellyfinLan: LanProtocol = {
  port: 7_359,
  question: 'Who is JellyfinServer?',
  read(answer, sender) {
    const read = answerSchema.safeParse(parsed(answer));
    const named = read.success ? url(read.data.Address) : undefined;
    if (!read.success || named === undefined) return undefined;
    const seen = new URL(named);
    seen.hostname = sender.includes(':') ? `[${sender}]` : sender;
    const meant = leadsNowhere(named.hostname, sender) ? [seen] : [named, seen];
    const candidates = meant.map((each) => candidateOf(each, 'discovered'));
    return {
      type: 'jellyfin',
      serverId: serverId(read.data.Id),
      name: read.data.Name ?? read.data.Id,
      candidates: candidates.filter(({ uri }, at) => candidates.findIndex((each) => each.uri === uri) === at),
    };
  },
};

/** Every address of the server's machine, or that machine itself as seen by itself: here it would be this machine. */
function leadsNowhere(hostname: string, sender: string): boolean {
  const isItself = /^(localhost|127\..*|\[::1\])$/;
  return /^(0\.0\.0\.0|\[::\])$/.test(hostname) || (isItself.test(hostname) && !isItself.test(sender));
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}

function url(address: string): URL | undefined {
  const read = URL.canParse(address) ? new URL(address) : undefined;
  return read?.protocol === 'http:' || read?.protocol === 'https:' ? read : undefined;
}
