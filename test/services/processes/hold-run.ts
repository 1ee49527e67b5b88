/** A process that has begun to sync a source and lives on: `node hold-run.ts PATH SOURCE`. */
import { openCatalogue } from '../../../src/db/open-catalogue.ts';
import { sourceId } from '../../../src/models/ids.ts';

const [path = '', id = ''] = process.argv.slice(2);
const { runs } = await openCatalogue({ path });
await runs.beginRun(sourceId(id));
process.stdout.write('held\n');
setInterval(() => undefined, 60_000);
