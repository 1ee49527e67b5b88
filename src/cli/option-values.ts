import { InvalidArgumentError } from 'commander';

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('It must be from 0 to 1.');
  return value;
}

/** `32401,32400,8096`: plex.tv, the Plex server, the Jellyfin server. */
export function ports(text: string): { plexTv: number; plex: number; jellyfin: number } {
  const [plexTv, plex, jellyfin, ...more] = text.split(',').map((part) => wholeNumber(part.trim()));
  if (plexTv === undefined || plex === undefined || jellyfin === undefined || more.length > 0) {
    throw new InvalidArgumentError('It must be three ports with commas between them.');
  }
  if ([plexTv, plex, jellyfin].some((port) => port > 65_535)) throw new InvalidArgumentError('Ports end at 65535.');
  return { plexTv, plex, jellyfin };
}
