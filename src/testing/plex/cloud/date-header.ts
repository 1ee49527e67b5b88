import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../../models/clock.ts';

/** The time of the mock, in whole seconds: clients with a wrong clock go by it. */
export function dateHeader(clock: Clock): MiddlewareHandler {
  return async (context, next) => {
    await next();
    context.res.headers.set('date', new Date(clock.now()).toUTCString());
  };
}
