import { openMediafold, secret } from 'mediafold';
import { signInWithPassword } from 'mediafold/jellyfin';
import { reportRun } from '../report.ts';

const [url = '', username = '', password = '', path = ':memory:'] = process.argv.slice(2);
const fold = await openMediafold({ path, product: 'bench', version: '1', lan: false });
const login = await signInWithPassword({ ...(await fold.loginContext()), url, username, password: secret(password) });
const { source } = await fold.signIn.add(login);
await reportRun(async () => {
  const { added, status } = await fold.sync.run(source.id);
  if (status !== 'completed') throw new Error('the sync is not complete');
  return added;
});
await fold.close();
