import type { MockServer } from './server.ts';
import type { Session } from './sessions.ts';
import { noDate, wireDate } from './wire-values.ts';

/** Parts of a playback report that the session shows again. */
const shown = [
  'PositionTicks',
  'CanSeek',
  'IsPaused',
  'IsMuted',
  'VolumeLevel',
  'AudioStreamIndex',
  'SubtitleStreamIndex',
  'MediaSourceId',
  'PlayMethod',
  'RepeatMode',
  'PlaybackOrder',
] as const;

/** SessionInfoDto (recorded on 12.0). `item` is the row of what is playing. */
export function sessionDto(
  session: Session,
  { serverId, traits }: Pick<MockServer, 'serverId' | 'traits'>,
  item: object | undefined,
): Record<string, unknown> {
  const { device, capabilities, nowPlaying } = session;
  const report = nowPlaying?.report ?? {};
  return {
    PlayState: {
      CanSeek: false,
      IsPaused: false,
      IsMuted: false,
      RepeatMode: 'RepeatNone',
      PlaybackOrder: 'Default',
      ...Object.fromEntries(shown.flatMap((key) => (report[key] == null ? [] : [[key, report[key]]]))),
    },
    AdditionalUsers: [],
    Capabilities: capabilities,
    RemoteEndPoint: '127.0.0.1',
    PlayableMediaTypes: capabilities.PlayableMediaTypes,
    Id: session.id,
    UserId: session.account.id,
    UserName: session.account.name,
    Client: device.client,
    LastActivityDate: wireDate(session.lastActivityAt),
    LastPlaybackCheckIn: session.lastCheckInAt === undefined ? noDate : wireDate(session.lastCheckInAt),
    DeviceName: device.device,
    ...(item === undefined ? {} : { NowPlayingItem: item }),
    DeviceId: device.deviceId,
    ApplicationVersion: device.version,
    IsActive: true,
    SupportsMediaControl: false,
    SupportsRemoteControl: false,
    NowPlayingQueue: [],
    ...(traits.queueItemsInSessions ? { NowPlayingQueueFullItems: [] } : {}),
    HasCustomDeviceName: false,
    ServerId: serverId,
    SupportedCommands: capabilities.SupportedCommands,
  };
}
