import { queryOf, type ServerContext } from '../server/server-env.ts';
import type { ServerState } from '../server/server-state.ts';
import type { PlayState } from './play-sessions.ts';
import { clientField, playerOf } from './player-of.ts';

const states: readonly PlayState[] = ['playing', 'paused', 'buffering', 'stopped'];

/**
 * What a timeline report does besides watch state: it keeps the session, and tells those who listen.
 *
 * @returns what the player has to be told to stop for
 */
export function reportPlay(context: ServerContext, state: ServerState, key: number): ServerState['termination'] {
  const query = queryOf(context);
  const { user } = context.get('viewer');
  const player = playerOf(context);
  const id = clientField(context, 'X-Plex-Session-Identifier') || player.machineIdentifier;
  const text = state.sessions.terminationOf(id);
  if (text !== undefined) return { code: 2006, text };
  const said = states.find((one) => one === query.get('state')) ?? 'playing';
  const viewOffset = Number(query.get('time') ?? 0);
  const { sessionKey } = state.sessions.report({ id, user, player, key, viewOffset, state: said });
  state.notifications.publish({
    type: 'playing',
    list: 'PlaySessionStateNotification',
    entry: {
      sessionKey,
      clientIdentifier: player.machineIdentifier,
      guid: '',
      ratingKey: String(key),
      url: '',
      key: `/library/metadata/${key}`,
      viewOffset,
      playQueueItemID: Number(query.get('playQueueItemID') ?? 0),
      state: said,
      transcodeSession: state.transcodes.find(id)?.running === true ? id : undefined,
    },
    audience: user.id,
  });
  return state.termination;
}
