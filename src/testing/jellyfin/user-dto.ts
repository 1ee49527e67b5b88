import type { Account } from './accounts.ts';
import { wireDate } from './wire-values.ts';

/** UserDto as `GET /Users/Me` gives it (recorded on 12.0). */
export function userDto(account: Account, serverId: string, folders: readonly string[] | undefined): object {
  return {
    Name: account.name,
    ServerId: serverId,
    Id: account.id,
    HasPassword: true,
    HasConfiguredPassword: true,
    HasConfiguredEasyPassword: false,
    EnableAutoLogin: false,
    ...(account.lastLoginAt === undefined ? {} : { LastLoginDate: wireDate(account.lastLoginAt) }),
    ...(account.lastActivityAt === undefined ? {} : { LastActivityDate: wireDate(account.lastActivityAt) }),
    Configuration: configuration,
    Policy: policyOf(account, folders),
  };
}

const configuration = {
  PlayDefaultAudioTrack: true,
  SubtitleLanguagePreference: '',
  DisplayMissingEpisodes: false,
  GroupedFolders: [],
  SubtitleMode: 'Default',
  DisplayCollectionsView: false,
  EnableLocalPassword: false,
  OrderedViews: [],
  LatestItemsExcludes: [],
  MyMediaExcludes: [],
  HidePlayedInLatest: true,
  RememberAudioSelections: true,
  RememberSubtitleSelections: true,
  EnableNextEpisodeAutoPlay: true,
  CastReceiverId: 'mockreceiver',
} as const;

function policyOf(account: Account, folders: readonly string[] | undefined): object {
  const admin = account.admin ?? false;
  return {
    IsAdministrator: admin,
    IsHidden: true,
    EnableCollectionManagement: admin,
    EnableSubtitleManagement: admin,
    EnableLyricManagement: admin,
    IsDisabled: account.disabled,
    BlockedTags: [],
    AllowedTags: [],
    EnableUserPreferenceAccess: true,
    AccessSchedules: [],
    BlockUnratedItems: [],
    EnableRemoteControlOfOtherUsers: admin,
    EnableSharedDeviceControl: true,
    EnableRemoteAccess: true,
    EnableLiveTvManagement: admin,
    EnableLiveTvAccess: true,
    EnableMediaPlayback: true,
    EnableAudioPlaybackTranscoding: true,
    EnableVideoPlaybackTranscoding: true,
    EnablePlaybackRemuxing: true,
    ForceRemoteSourceTranscoding: false,
    EnableContentDeletion: admin,
    EnableContentDeletionFromFolders: [],
    EnableContentDownloading: true,
    EnableSyncTranscoding: true,
    EnableMediaConversion: true,
    EnabledDevices: [],
    EnableAllDevices: true,
    EnabledChannels: [],
    EnableAllChannels: true,
    EnabledFolders: folders ?? [],
    EnableAllFolders: folders === undefined,
    InvalidLoginAttemptCount: 0,
    LoginAttemptsBeforeLockout: -1,
    MaxActiveSessions: 0,
    EnablePublicSharing: true,
    BlockedMediaFolders: [],
    BlockedChannels: [],
    RemoteClientBitrateLimit: 0,
    AuthenticationProviderId: 'Mock.Authentication.PasswordProvider',
    PasswordResetProviderId: 'Mock.Authentication.PasswordResetProvider',
    SyncPlayAccess: 'CreateAndJoinGroups',
  };
}
