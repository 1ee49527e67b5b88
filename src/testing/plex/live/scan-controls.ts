import type { PlexSection } from '../server/plex-section.ts';
import type { WireObject } from '../wire.ts';

export interface Scans {
  /** What runs now, as `/activities` lists it. */
  running(): readonly WireObject[];
  isScanning(section: PlexSection): boolean;
  /** A scan of one section: two seconds on the clock in which nothing is found. */
  scan(section: PlexSection): void;
  /** A scan that tells of so many items at once, as when a library is moved. Nothing is changed by it. */
  storm(section: PlexSection, entries: number): void;
}
