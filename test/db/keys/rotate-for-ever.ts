/** Changes the key and saves the source's credential in turn, until it is killed; a dot for each. Started by a test. */
import { openCatalogue } from '../../../src/db/open-catalogue.ts';
import { sourceId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';

const [, , path = '', source = ''] = process.argv;
// Two of these leave the file free for moments only: on a busy machine one can miss them for seconds.
const catalogue = await openCatalogue({ path, patienceMs: 30_000 });

for (let round = 0; ; round += 1) {
  await catalogue.rotateKey();
  await catalogue.authTokens.save(sourceId(source), { type: 'jellyfin-token', token: secret(`${source}-${round}`) });
  const credential = await catalogue.authTokens.load(sourceId(source));
  if (credential?.type !== 'jellyfin-token' || credential.token.reveal() !== `${source}-${round}`) process.exit(1);
  process.stdout.write('.');
}
