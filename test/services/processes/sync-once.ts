/** A process of its own that syncs one source, to be killed in the middle: `node sync-once.ts PATH SOURCE`. */
import { sourceId } from '../../../src/models/ids.ts';
import { openMediafold } from '../../../src/services/open-mediafold.ts';

const [path = '', id = '', plexTvUrl] = process.argv.slice(2);
const options = plexTvUrl === undefined ? {} : { plexTvUrl };
const fold = await openMediafold({ path, product: 'Services', version: '1.0.0', lan: false, ...options });
await fold.sync.run(sourceId(id), {
  onProgress: ({ phase, received }) => process.stdout.write(`${phase} ${received}\n`),
});
await fold.close();
