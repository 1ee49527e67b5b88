import type { Translation } from './translation.ts';

export interface TextPlace {
  readonly at: string;
  readonly recorded: string;
  readonly ours: string;
  readonly translation: Translation;
}

export function isUnset(value: unknown): boolean {
  return value === undefined || value === null;
}

const ids =
  /(?:^|\.)(?:Id|ItemId|ParentId|SeriesId|SeasonId|AlbumId|UserId|ServerId|Parent\w+ItemId|BackdropImageItemId|OwnerId|MediaSourceId)$/i;
/** Texts whose set of values the server defines. */
const enums =
  /(?:^|\.)(?:Type|ExtraType|MediaType|LocationType|CollectionType|VideoType|Status|status|title|type|Protocol|VideoRange|VideoRangeType|AudioSpatialFormat|TranscodingSubProtocol|SubtitleMode|SyncPlayAccess|RepeatMode|PlaybackOrder|PlayAccess|DisplayOrder|SortBy|SortOrder|ScrollDirection|ProductName|Version|OperatingSystem|RefreshStatus|AllowEmbeddedSubtitles|ChannelLayout|Container|Codec|Language|CodecTag|AspectRatio|Profile|PixelFormat|EncoderLocation|ImageSavingConvention|ScanBehavior|ProcessPriority|ChapterImageResolution|DeviceId|DeviceName|AppName|AppVersion|ApplicationVersion|Client|UserName|Localized\w+)$/;
const tags = /Tags?(?:\.\w+)?(?:\[\d+\])?$|\.E[Tt]ag$/;
const secrets = /(?:^|\.)(?:AccessToken|Secret|Code)$/;
const dates =
  /(?:^|\.)(?:\w*Date|DateCreated|DateAdded|DateLast\w+|Last\w*Date|ImageDateModified|LastPlaybackCheckIn)$/;

const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z$/;
const hexId = /^[0-9a-f]{32}$/;
const noDate = '0001-01-01T00:00:00.0000000Z';

/** @returns what is wrong with our text in the place of the recorded one, if anything is */
export function compareText({ at, recorded, ours, translation }: TextPlace): string | undefined {
  if ((recorded === '') !== (ours === '')) return `'${recorded && 'text'}' recorded, '${ours && 'text'}' here`;
  if (secrets.test(at)) {
    if (ours.length !== recorded.length && /^[0-9A-Z]{64}$|^\d{6}$/i.test(recorded))
      return `another length: ${ours.length}`;
    translation.set(recorded, ours);
    return undefined;
  }
  if (tags.test(at)) return hexId.test(recorded) === hexId.test(ours) ? undefined : 'another form of tag';
  if (dates.test(at)) {
    if ((recorded === noDate) !== (ours === noDate))
      return `${recorded === noDate ? 'no date' : 'a date'} recorded, not here`;
    return isoDate.test(recorded) === isoDate.test(ours) ? undefined : 'another form of date';
  }
  if (ids.test(at) && (hexId.test(recorded) || translation.known(recorded) !== undefined)) {
    if (!hexId.test(ours)) return 'no id here';
    if (/^0{31}[01]$/.test(recorded)) return recorded === ours ? undefined : 'an id where none was recorded';
    const before = translation.learn(recorded, ours);
    return before === undefined
      ? undefined
      : `another item than the recorded one (${recorded} is ${before}, not ${ours})`;
  }
  if (/(?:^|\.)Key$/.test(at))
    return formOf(recorded) === formOf(ours) ? undefined : `a ${formOf(recorded)} recorded, a ${formOf(ours)} here`;
  if (enums.test(at)) return recorded === ours ? undefined : `'${recorded}' recorded, '${ours}' here`;
  return undefined;
}

/** What `UserData.Key` is made of. */
function formOf(key: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key)) return 'dashed id';
  if (/^\d+$/.test(key)) return 'provider id';
  return /^(Artist|Studio|Person|Year|Genre)-/.exec(key)?.[1] ?? 'text';
}
