import type { FixtureDifference } from '../jellyfin/fixture-shapes-compare.ts';

/** In what the mock differs, with the reason. One that no longer occurs fails the tests. */
export const differences: readonly FixtureDifference[] = [
  {
    file: /^pms-/,
    where: /\.(?:rating|ratingImage): absent/,
    reason: 'ratings by critics: works of the catalogue have those of the public, and of the user',
  },
  {
    file: /^pms-/,
    where: /\.(?:Country|Producer|Similar|Review|Extras|primaryExtraKey|hasPremiumPrimaryExtra): absent/,
    reason: 'works of the catalogue have no countries, producers, neighbours, reviews and trailers',
  },
  {
    file: /^pms-/,
    where: /\.(?:originalTitle|tagline|chapterSource|Chapter|Collection): absent/,
    reason: 'some items have it and others have not: the one that is asked here has not',
  },
  {
    file: /^pms-/,
    where: /\.(?:viewCount|lastViewedAt|viewOffset|skipCount): absent/,
    reason: 'nobody has watched, left or skipped the item here: absent as long as it is nothing',
  },
  {
    file: /^pms-/,
    where: /\.(?:theme|parentTheme|grandparentTheme): absent/,
    reason: 'shows of the catalogue have no theme music',
  },
  {
    file: /^pms-/,
    where: /\.(?:audioProfile|videoProfile|has64bitOffsets|optimizedForStreaming|hasThumbnail|indexes): absent/,
    reason: 'depends on the file and on previews made of it; files of the catalogue have none',
  },
  {
    file: /^pms-/,
    where:
      /\.Stream\[\]\.(?:refFrames|chromaLocation|color\w+|hasScalingMatrix|streamIdentifier|headerCompression|anamorphic|pixelAspectRatio|DOVI\w+): absent/,
    reason: 'what an analysis of the video found in the recorded file; files of the catalogue are plainer',
  },
  {
    file: /^pms-/,
    where: /\.Stream\[\]\.(?:title|hearingImpaired|canAutoSync|original|dub|key|format): absent/,
    reason: 'of streams that have a title, are for the deaf, dubbed or files of their own; the catalogue has none',
  },
  {
    file: /^pms-children|^pms-section-items/,
    where: /\.viewMode: absent/,
    reason: 'of 1.25; listings of 2024 have it no more',
  },
  {
    file: /^pms-children|^pms-section-items/,
    where: /\.banner: absent/,
    reason: 'a picture that shows of the catalogue do not have',
  },
  {
    file: /movie-legacy-agent/,
    where: /\.Genre\[\]\.count: absent/,
    reason: 'of 1.26; the details of 2024 have it no more',
  },
  {
    file: /includeAll-182/,
    where: /\.(?:augmentationKey|Preferences): absent/,
    reason: 'only when augmentation and preferences are asked for, which the mock does not do',
  },
  {
    file: /pms-metadata\/show/,
    where: /\.Location: absent/,
    reason: 'folders of a show: not read, and not in the answer of the mock',
  },
  {
    file: /^pms-collections\/collection-metadata\.json/,
    where: /\.contentRating: absent/,
    reason: 'of its items, somehow: the rule is not known, and the mock gives none',
  },
  {
    file: /^pms-collections\/collection-metadata-2/,
    where: /\.icon: absent/,
    reason: 'of a smart playlist; the one that is asked here is none',
  },
  {
    file: /^pms-root\/media-providers-(?:plexpass|unclaimed)/,
    where: /^\.MediaContainer\.\w+: absent/,
    reason: 'settings and abilities of a server of 1.25 that no client of a library asks for',
  },
  {
    file: /^pms-root\/media-providers-/,
    where: /\.MediaProvider\[\]\.(?:id|parentID|providerIdentifier|epgSource|friendlyName): absent|GridChannelFilter/,
    reason: 'of the provider of live television, which the mock has not',
  },
  {
    file: /^pms-root\/media-providers-/,
    where: /\.Feature\[\]\.(?:Action|Directory\[\]\.icon): absent/,
    reason: 'menus of the web client',
  },
  {
    file: /^pms-root\/media-providers-/,
    where: /\.(?:agent|scanner): '/,
    reason: 'libraries of the recorded servers are scanned by old agents, or their names were replaced',
  },
  {
    file: /^pms-search\//,
    where: /\.(?:Directory|(?:parent|grandparent)\w+): absent/,
    reason: 'people and episodes among the results; the word that is looked for here finds none',
  },
  {
    file: /section-details/,
    where: /\.Directory\[\]\.(?:prompt|search): absent/,
    reason: 'the search inside one section, which the mock does not serve and so does not offer',
  },
  {
    file: /^pms-transcode\/decision-/,
    where: /\.(?:deepAnalysisVersion|requiredBandwidths|bitrateMode|burn): absent/,
    reason: 'results of a deep analysis of the file, which the mock does not do, and subtitles in the picture',
  },
  {
    file: /decision-hls-vp9/,
    where: /\.location: 'segments-video,segments-audio'/,
    reason: 'segments with pictures and sound apart: when a server does so is not known, and the mock does not',
  },
  {
    file: /transcode-sessions-video/,
    where: /\.(?:context|protocol): '|\.(?:offlineTranscode|subtitleDecision): absent/,
    reason: 'a download was recorded; the mock converts what is being watched',
  },
  {
    file: /^plextv-resources\//,
    where: /\.protocol: 'https' recorded/,
    reason: 'the mock speaks plain HTTP unless it is told to use TLS',
  },
  {
    file: /^plextv-user\//,
    where: /^\.(?:subscription\.\w+|subscriptionDescription|adsConsent\w*): \w+ recorded, null/,
    reason: 'the account of the mock has no subscription and was never asked about advertisements',
  },
  {
    file: /^plextv-user\//,
    where: /^\.(?:anonymous|rememberExpiresAt|profile\.default\w+Language): \w+ recorded, null/,
    reason: 'null in others of the recordings, too',
  },
  {
    file: /user-info-plexpass/,
    where: /^\.profile\.default\w+Languages: null recorded/,
    reason: 'comma lists since July 2026; lists or null when it was recorded',
  },
  {
    file: /user-info-plexpass/,
    where: /^\.(?:pin|roles|profile\.\w+): absent/,
    reason: 'of some accounts; others were recorded without it',
  },
  {
    file: /free-guest/,
    where: /^\.(?:providers|restrictionProfile|customRestrictions|settings|mailingListStatus)\b/,
    reason: 'a guest of a Home; the mock answers for the account',
  },
];
