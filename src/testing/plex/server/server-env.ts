import type { Context, Hono } from 'hono';
import type { Viewer } from './viewer.ts';

/** What the sign-in middleware hands to the routes. */
export interface ServerEnv {
  readonly Variables: { viewer: Viewer };
}

export type ServerApp = Hono<ServerEnv>;
export type ServerContext = Context<ServerEnv>;

/** The query, as sent: `addedAt>>=1` is the name `addedAt>>` and the value `1`. */
export function queryOf(context: ServerContext): URLSearchParams {
  return new URL(context.req.url).searchParams;
}
