const segmentSeconds = 10;

/** The playlist above: one variant. */
export function masterPlaylist(id: string): string {
  return [
    '#EXTM3U',
    '#EXT-X-STREAM-INF:PROGRAM-ID=1,BANDWIDTH=4000000,RESOLUTION=1280x720,CODECS="avc1.640028,mp4a.40.2"',
    `session/${id}/base/index.m3u8`,
    '',
  ].join('\n');
}

/** The whole length at once, though nothing has been made of it yet. */
export function mediaPlaylist(durationMs: number): string {
  const count = segmentCount(durationMs);
  const last = durationMs / 1000 - (count - 1) * segmentSeconds;
  const segments = Array.from({ length: count }, (_, at) => [
    `#EXTINF:${(at === count - 1 ? last : segmentSeconds).toFixed(3)}, nodesc`,
    `${String(at).padStart(5, '0')}.ts`,
  ]);
  return [
    ...['#EXTM3U', '#EXT-X-VERSION:3', `#EXT-X-TARGETDURATION:${segmentSeconds}`, '#EXT-X-MEDIA-SEQUENCE:0'],
    ...['#EXT-X-PLAYLIST-TYPE:VOD', ...segments.flat(), '#EXT-X-ENDLIST', ''],
  ].join('\n');
}

export function segmentCount(durationMs: number): number {
  return Math.max(1, Math.ceil(durationMs / 1000 / segmentSeconds));
}

/** Packets of a transport stream without any content: enough for a client that counts bytes, not for one that decodes. */
export function emptySegment(): Uint8Array<ArrayBuffer> {
  const packets = new Uint8Array(188 * 10).fill(0xff);
  for (let at = 0; at < packets.length; at += 188) packets.set([0x47, 0x1f, 0xff, 0x10], at);
  return packets;
}
