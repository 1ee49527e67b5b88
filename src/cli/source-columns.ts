import type { Connection, SourceSummary } from 'mediafold';

export function addressText(connection: Connection | undefined): string {
  if (connection === undefined) return '-';
  return `${connection.uri} (${connection.kind})`;
}

/** When the last sync ended, for people: to the minute, in their time zone. */
export function whenText(at: number | undefined): string {
  if (at === undefined) return 'never';
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function lastSyncText({ lastSync }: SourceSummary): string {
  if (lastSync === undefined) return 'never';
  return `${whenText(lastSync.finishedAt)}${lastSync.status === 'completed' ? '' : ` (${lastSync.status})`}`;
}
