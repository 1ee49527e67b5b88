import type { ServerContext } from '../server/server-env.ts';
import type { Player } from './play-sessions.ts';

/** A header of the client, which may stand in the query as well. */
export function clientField(context: ServerContext, name: string): string {
  return context.req.header(name) ?? context.req.query(name) ?? '';
}

export function playerOf(context: ServerContext): Player {
  const field = (name: string): string => clientField(context, `X-Plex-${name}`);
  return {
    machineIdentifier: field('Client-Identifier'),
    title: field('Device-Name') || field('Product'),
    product: field('Product'),
    platform: field('Platform'),
    version: field('Version'),
    device: field('Device'),
  };
}
