import { type Answer, failed, invalid, json, noContent, Refusal } from '../answers.ts';
import { type Body, readBody } from '../body.ts';
import { anyItem } from '../found-item.ts';
import { itemRow } from '../item-row.ts';
import { progressed, type Report, started, stopped } from '../play-reports.ts';
import { type Route, type SignedInCall, signedIn } from '../router.ts';
import type { MockServer } from '../server.ts';
import { sessionDto } from '../session-dto.ts';
import type { Session } from '../sessions.ts';
import { parseGuid } from '../wire-values.ts';

export const sessionRoutes: readonly Route[] = [
  signedIn('GET', '/Sessions', ({ server, caller, query }) => {
    const deviceId = query.text('deviceId');
    const within = query.int('activeWithinSeconds');
    const mine = (session: Session): boolean =>
      caller.kind === 'key' || caller.account.admin === true || session.account === caller.account;
    const rows = server.sessions
      .all()
      .filter(mine)
      .filter((session) => deviceId === undefined || session.device.deviceId === deviceId)
      .filter(({ lastActivityAt }) => within === undefined || lastActivityAt > server.clock.now() - within * 1000)
      // The one that was active last comes first (recorded).
      .reverse()
      .sort((a, b) => b.lastActivityAt - a.lastActivityAt);
    return json(rows.map((session) => sessionDto(session, server, playing(server, session))));
  }),
  signedIn('POST', '/Sessions/Playing', (call) => reported(call, started)),
  signedIn('POST', '/Sessions/Playing/Progress', (call) => reported(call, progressed)),
  signedIn('POST', '/Sessions/Playing/Stopped', (call) => reported(call, stopped)),
  signedIn('POST', '/Sessions/Playing/Ping', () => noContent),
  signedIn('POST', '/Sessions/Capabilities/Full', async (call) => {
    const body = await readBody(call);
    const session = sessionOf(call);
    if (session === undefined) return noContent;
    session.capabilities = {
      PlayableMediaTypes: body.list('PlayableMediaTypes'),
      SupportedCommands: body.list('SupportedCommands'),
      SupportsMediaControl: body.flag('SupportsMediaControl') ?? false,
      SupportsPersistentIdentifier: body.flag('SupportsPersistentIdentifier') ?? false,
    };
    return noContent;
  }),
];

/** Absent for an API key, which owns no session. */
function sessionOf({ server, caller }: SignedInCall): Session | undefined {
  if (caller.kind === 'key') return undefined;
  return server.sessions.touch(caller.account, caller.token.device, server.clock.now());
}

async function reported(
  call: SignedInCall,
  apply: (server: MockServer, session: Session, report: Report) => void,
): Promise<Answer> {
  const body = await readBody(call);
  checkEnums(body);
  const positionTicks = body.int('PositionTicks');
  if (apply === stopped && positionTicks !== undefined && positionTicks < 0) throw new Refusal(failed(400));
  const session = sessionOf(call);
  if (session === undefined) return noContent;
  const id = parseGuid(body.text('ItemId') ?? '');
  apply(call.server, session, {
    item: id === undefined ? undefined : anyItem(call.server, id),
    positionTicks,
    failed: body.flag('Failed') ?? false,
    values: body.all,
  });
  return noContent;
}

const enums: Readonly<Record<string, readonly string[]>> = {
  PlayMethod: ['DirectPlay', 'DirectStream', 'Transcode'],
  RepeatMode: ['RepeatNone', 'RepeatAll', 'RepeatOne'],
  PlaybackOrder: ['Default', 'Shuffle'],
};

/** @throws {Refusal} 400 problem JSON for a value that is no member (seen) */
function checkEnums(body: Body): void {
  for (const [name, members] of Object.entries(enums)) {
    const value = body.text(name);
    if (value === undefined || members.includes(value)) continue;
    throw new Refusal(invalid({ [`$.${name}`]: ['The JSON value could not be converted.'] }));
  }
}

/** Fields that the row of what is playing has, of the many (recorded on 12.0). */
const playingFields = new Set([
  ...['datecreated', 'externalurls', 'path', 'enablemediasourcedisplay', 'overview', 'taglines', 'genres'],
  ...['providerids', 'parentid', 'studios', 'localtrailercount', 'specialfeaturecount', 'primaryimageaspectratio'],
  ...['mediastreams', 'chapters', 'trickplay', 'width', 'height'],
]);

function playing(server: MockServer, { nowPlaying }: Session): object | undefined {
  const item = nowPlaying === undefined ? undefined : anyItem(server, nowPlaying.itemId);
  if (item === undefined) return undefined;
  return itemRow(server, item, undefined, { fields: playingFields, userData: false, images: true });
}
