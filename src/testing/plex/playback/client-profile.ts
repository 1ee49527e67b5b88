/** What a client says that it can play: the parts of `X-Plex-Client-Profile-Extra` that the mock looks at. */
export interface ClientProfile {
  /** It has a profile of its own on the server, which plays whatever the mock holds. */
  readonly known: boolean;
  readonly directPlay: readonly Readonly<Record<string, string>>[];
  readonly targets: readonly Readonly<Record<string, string>>[];
}

/** Platforms that servers have a profile for. Others have to name the profile `Generic`. */
const platforms: ReadonlySet<string> = new Set([
  ...['android', 'chrome', 'edge', 'firefox', 'generic', 'ios', 'konvergo', 'macosx', 'opera', 'playstation', 'roku'],
  ...['safari', 'tizen', 'tvos', 'webos', 'windows', 'xbox'],
]);

/** @returns undefined for a platform that the server knows nothing of */
export function clientProfile(platform: string, name: string, extra: string): ClientProfile | undefined {
  const isGeneric = name.toLowerCase() === 'generic' || platform.toLowerCase() === 'generic';
  if (!isGeneric && !platforms.has(platform.toLowerCase())) return undefined;
  const directives = [...extra.matchAll(/([a-z-]+)\(([^)]*)\)/g)];
  const named = (verb: string): readonly Readonly<Record<string, string>>[] =>
    directives.flatMap(([, found, text]) =>
      found === verb ? [Object.fromEntries(new URLSearchParams(text ?? ''))] : [],
    );
  return {
    known: !isGeneric,
    directPlay: named('add-direct-play-profile'),
    targets: named('add-transcode-target'),
  };
}

interface FileFacts {
  readonly container: string;
  readonly videoCodec: string;
  readonly audioCodec: string;
}

/** A client without a profile of its own plays little by itself: MP4 with H.264 and AAC. */
const generic = { container: 'mp4', videoCodec: 'h264', audioCodec: 'aac' };

export function canDirectPlay(profile: ClientProfile, file: FileFacts): boolean {
  if (profile.known) return true;
  return [generic, ...profile.directPlay].some((one: Readonly<Record<string, string>>) =>
    Object.entries(file).every(([name, value]) => {
      const list = (one[name] ?? '*').split(',');
      return list.includes('*') || list.includes(value);
    }),
  );
}

export function canTranscode(profile: ClientProfile, protocol: string): boolean {
  return profile.known || profile.targets.some((target) => target.protocol === protocol);
}
