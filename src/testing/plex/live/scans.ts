import { inBackground } from '../../http/in-background.ts';
import { hexOf } from '../rows/tags.ts';
import type { PlexSection } from '../server/plex-section.ts';
import { keysOf, type ServerState } from '../server/server-state.ts';
import type { WireObject } from '../wire.ts';
import { type TimelineState, timelineNote } from './library-events.ts';
import type { Note } from './notifications.ts';
import type { Scans } from './scan-controls.ts';

interface Activity {
  readonly uuid: string;
  readonly section: PlexSection;
  progress: number;
}

const halfMs = 1000;
/** Through these an item goes that is looked at again. */
const stormSteps: readonly TimelineState[] = ['processing', 'downloading', 'applying', 'done'];

export function createScans(state: () => ServerState, closing: AbortSignal): Scans {
  const activities = new Map<string, Activity>();
  let begun = 0;

  const row = ({ uuid, section, progress }: Activity): WireObject => ({
    uuid,
    type: 'library.update.section',
    cancellable: false,
    userID: 1,
    title: `Scanning ${section.title}`,
    subtitle: '',
    progress,
    Context: { librarySectionID: String(section.id) },
  });
  const tell = (event: 'started' | 'updated' | 'ended', activity: Activity): void => {
    const entry = { event, uuid: activity.uuid, Activity: row(activity) };
    state().notifications.publish({ type: 'activity', list: 'ActivityNotification', entry, audience: 'nobody' });
  };
  const begin = (section: PlexSection): Activity => {
    begun += 1;
    const hex = hexOf(`scan ${state().machineIdentifier} ${begun}`, 32);
    const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    const activity = { uuid, section, progress: 0 };
    activities.set(uuid, activity);
    tell('started', activity);
    return activity;
  };
  const end = (activity: Activity): void => {
    activity.progress = 100;
    activities.delete(activity.uuid);
    tell('ended', activity);
    state().notifications.publish(scanned);
  };

  return {
    running: () => [...activities.values()].map(row),
    isScanning: (section) => [...activities.values()].some((activity) => activity.section === section),
    scan: (section) => {
      const activity = begin(section);
      const run = async (): Promise<void> => {
        const { clock } = state();
        await clock.sleep(halfMs, closing);
        activity.progress = 50;
        tell('updated', activity);
        await clock.sleep(halfMs, closing);
        end(activity);
      };
      inBackground(run(), closing);
    },
    storm: (section, entries) => {
      const activity = begin(section);
      const keys = keysOf(state(), section, section.type);
      for (let told = 0; told < entries && keys.length > 0; told += 1) {
        const key = keys[Math.floor(told / stormSteps.length) % keys.length];
        const step = stormSteps[told % stormSteps.length];
        if (key !== undefined && step !== undefined) state().notifications.publish(timelineNote(state(), key, step));
      }
      end(activity);
    },
  };
}

const scanned: Note = {
  type: 'status',
  list: 'StatusNotification',
  entry: { title: 'Library scan complete', description: '', notificationName: 'LIBRARY_UPDATE' },
  audience: 'nobody',
};
