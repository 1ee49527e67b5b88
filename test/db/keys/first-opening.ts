/** Opens a catalogue that is not there yet, beside others that do the same, and stores a source. Started by a test. */
import { openCatalogue } from '../../../src/db/open-catalogue.ts';
import { serverId, sourceId, userId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';

const [, , path = '', name = ''] = process.argv;
const facts = { id: sourceId(name), type: 'jellyfin', name, serverId: serverId(name), userId: userId('u1') } as const;
const catalogue = await openCatalogue({ path });
await catalogue.sources.put(
  { ...facts, deviceId: name },
  { type: 'jellyfin-token', token: secret(`${name}-token`) },
  [],
);
await catalogue.close();
