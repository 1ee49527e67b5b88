import type { Account } from './accounts.ts';
import { castReceiverApplications } from './server-configuration.ts';
import type { VersionTraits } from './version-traits.ts';
import { wireDate } from './wire-values.ts';

/** UserDto as `GET /Users/Me` gives it (recorded on 12.0). */
export function userDto(
  account: Account,
  serverId: string,
  folders: readonly string[] | undefined,
  { castReceivers, usersManageLiveTv }: VersionTraits,
): object {
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
    Configuration: castReceivers ? { ...configuration, CastReceiverId: castReceiverApplications[0].Id } : configuration,
    Policy: { ...policyOf(account, folders), EnableLiveTvManagement: usersManageLiveTv },
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
} as const;

function policyOf(account: Account, folders: readonly string[] | undefined): object {
  const admin = account.admin ?? false;
  return {
    IsAdministrator: admin,
    IsHidden: true,
    // Not even for an administrator, unless somebody ticks them (recorded).
    EnableCollectionManagement: false,
    EnableSubtitleManagement: false,
    EnableLyricManagement: false,
    IsDisabled: account.disabled,
    BlockedTags: [],
    AllowedTags: [],
    EnableUserPreferenceAccess: true,
    AccessSchedules: [],
    BlockUnratedItems: [],
    EnableRemoteControlOfOtherUsers: admin,
    EnableSharedDeviceControl: true,
    EnableRemoteAccess: true,
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
    InvalidLoginAttemptCount: account.failedLogins,
    LoginAttemptsBeforeLockout: account.lockoutAfter ?? -1,
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
