import { container, done, htmlError } from '../answers.ts';
import type { ServerApp } from '../server/server-env.ts';
import { type ServerState, sectionOf } from '../server/server-state.ts';

/** Scans that are asked for, and what runs. Only the owner may start one. */
export function addScanRoutes(app: ServerApp, state: ServerState): void {
  app.on(['GET', 'POST'], '/library/sections/:id/refresh', (context) => {
    if (!context.get('viewer').user.admin) return htmlError(403);
    const section = sectionOf(state, context.req.param('id'));
    if (section === undefined) return htmlError(404);
    state.scans.scan(section);
    return done();
  });

  app.get('/activities', (context) => {
    const rows = state.scans.running();
    return container(context.req.raw, { size: rows.length, Activity: rows.length === 0 ? undefined : rows });
  });
}
