/** Ends as an app does that nobody catches anything in, with the library's objects on whatever is thrown. */
import { signInWithPassword, startQuickConnect } from '../../src/backends/jellyfin/jellyfin.ts';
import { secret } from '../../src/models/secret.ts';
import { openMediafold } from '../../src/services/open-mediafold.ts';

const [way = '', path = '', url = '', username = '', password = ''] = process.argv.slice(2);
const fold = await openMediafold({ path, product: 'Crash', version: '1', lan: false });
const context = await fold.loginContext();
const options = { ...context, url, username, password: secret(password), keepPassword: true };
const login = await signInWithPassword(options);
const { source } = await fold.signIn.add(login);
const backend = await fold.connections.backend(source.id);
const flow = await startQuickConnect({ ...context, url });
const around = { fold, options, login, source, backend, flow, state: fold.connections.state(source.id) };

const ways: Readonly<Record<string, () => void>> = {
  thrown: () => {
    throw Object.assign(new Error('crash'), around);
  },
  cause: () => {
    throw new Error('crash', { cause: Object.assign(new Error('inside'), around) });
  },
  'no error': () => {
    throw { crash: true, ...around } as unknown;
  },
  refused: () => {
    // Nobody waits for it.
    void signInWithPassword({ ...options, password: secret(`${password}-wrong`) }).catch((error: unknown) => {
      throw Object.assign(new Error('crash', { cause: error }), { error });
    });
  },
  mistyped: () => {
    const nowhere = { ...options, url: `http://somebody:${password}@127.0.0.1:1/?api_key=${password}` };
    void signInWithPassword(nowhere).then(() => undefined);
  },
};
ways[way]?.();
