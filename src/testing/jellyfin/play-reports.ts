import type { Item } from './items.ts';
import { runtimeMsOf } from './items.ts';
import { reportPosition, reportStart, reportStopWithoutPosition } from './playback-rules.ts';
import type { MockServer } from './server.ts';
import type { Session } from './sessions.ts';
import { ticks } from './wire-values.ts';

/** Without a report for this long the server stops the session itself, at the last position. */
const silenceMs = 5 * 60_000;

export interface Report {
  readonly item: Item | undefined;
  readonly positionTicks: number | undefined;
  readonly failed: boolean;
  readonly values: Readonly<Record<string, unknown>>;
}

/** An item that does not exist changes nothing, and the answer is the same (seen). */
export function started(server: MockServer, session: Session, report: Report): void {
  session.lastCheckInAt = server.clock.now();
  if (report.item === undefined) return;
  session.nowPlaying = { itemId: server.ids.idOf(report.item.handle), report: report.values };
  reportStart(server.states.edit(session.account.id, report.item.handle), server.clock.now());
}

export function progressed(server: MockServer, session: Session, report: Report): void {
  session.lastCheckInAt = server.clock.now();
  if (report.item === undefined) return;
  session.nowPlaying = { itemId: server.ids.idOf(report.item.handle), report: report.values };
  if (report.positionTicks !== undefined) store(server, session, report.item, report.positionTicks, true);
}

/** A failed playback stores nothing; what an earlier progress report stored stays (seen). */
export function stopped(server: MockServer, session: Session, report: Report): void {
  session.lastCheckInAt = server.clock.now();
  delete session.nowPlaying;
  if (report.item === undefined || report.failed) return;
  if (report.positionTicks === undefined) {
    reportStopWithoutPosition(server.states.edit(session.account.id, report.item.handle));
  } else store(server, session, report.item, report.positionTicks);
}

function store(server: MockServer, session: Session, item: Item, position: number, silent: boolean = false): void {
  const runtimeMs = runtimeMsOf(item);
  const row = server.states.edit(session.account.id, item.handle, silent);
  reportPosition(row, position, runtimeMs === undefined ? undefined : ticks(runtimeMs));
}

/** Ends what has not been heard of. Called before each answer, so that no timer is needed. */
export function stopSilent(server: MockServer): void {
  const now = server.clock.now();
  for (const session of server.sessions.all()) {
    const { nowPlaying, lastCheckInAt } = session;
    if (nowPlaying === undefined || lastCheckInAt === undefined || now - lastCheckInAt < silenceMs) continue;
    const handle = server.ids.handleOf(nowPlaying.itemId);
    const position = nowPlaying.report.PositionTicks;
    stopped(server, session, {
      item: handle === undefined ? undefined : server.library.item(handle),
      positionTicks: typeof position === 'number' ? position : 0,
      failed: false,
      values: nowPlaying.report,
    });
  }
}
