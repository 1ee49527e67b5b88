/**
 * Syncs one source and prints the size of the heap, in bytes after a collection, each time that so many rows more have
 * come: `node --expose-gc measure-sync.ts PATH SOURCE EVERY`.
 */
import { sourceId } from '../../../src/models/ids.ts';
import { openMediafold } from '../../../src/services/open-mediafold.ts';

const [path = '', id = '', every = ''] = process.argv.slice(2);
const { gc } = globalThis;
if (gc === undefined) throw new Error('start it with --expose-gc');
const fold = await openMediafold({ path, product: 'Services', version: '1.0.0', lan: false });
let next = 0;
const { added, status } = await fold.sync.run(sourceId(id), {
  onProgress: ({ phase, received }) => {
    if (phase !== 'listing' || received < next) return;
    next = received + Number(every);
    gc();
    process.stdout.write(`heap ${received} ${process.memoryUsage().heapUsed}\n`);
  },
});
process.stdout.write(`${status} ${added}\n`);
await fold.close();
