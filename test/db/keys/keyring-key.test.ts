import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { fileKey } from '../../../src/db/keys/file-key.ts';
import type { KeyProvider } from '../../../src/db/keys/key-provider.ts';
import { type KeyringModule, keyringKey } from '../../../src/db/keys/keyring-key.ts';
import type { Catalogue } from '../../../src/db/open-catalogue.ts';
import { failure, open } from '../support.ts';
import { encoded, fakeKeyring, keyBytes, newPath, storeAndClose, tokenOf } from './keys-support.ts';

const keyringWith = (entry: Partial<InstanceType<KeyringModule['Entry']>>): KeyProvider =>
  keyringKey({
    loadModule: async () => ({
      Entry: class {
        getPassword = entry.getPassword ?? (() => null);
        setPassword = entry.setPassword ?? (() => undefined);
      },
    }),
  });

test('without its package the keyring says what to install', async () => {
  // The real import: the package is not among those that this project installs.
  const error = await failure(open({ key: keyringKey() }));
  expect(error).toMatchObject({
    problem: 'wrong-key',
    message: expect.stringContaining('npm install @napi-rs/keyring'),
  });
});

test('a package that is there and does not load says why', async () => {
  const loadModule = (): never => {
    throw new Error('Cannot find native binding. npm has a bug with optional dependencies\n at somewhere');
  };
  expect(await failure(open({ key: keyringKey({ loadModule }) }))).toMatchObject({
    problem: 'wrong-key',
    message: expect.stringMatching(/cannot be loaded here \(Cannot find native binding[^\n]*\)\. Install it again/),
  });
});

test('a keyring that is locked says so, and what to do', async () => {
  const locked = (): never => {
    throw new Error('Platform secure storage failure: the collection is locked');
  };
  expect(await failure(open({ key: keyringWith({ getPassword: locked }) }))).toMatchObject({
    problem: 'wrong-key',
    message: expect.stringMatching(/cannot be read \(.*is locked\)\. Unlock it/),
  });
});

test('a keyring that repeats the key in its error does not give it away', async () => {
  let planted = '';
  const setPassword = (password: string): never => {
    planted = password;
    throw new Error(`cannot store ${password}`);
  };
  const error = await failure(open({ key: keyringWith({ setPassword }) }));
  expect(error).toMatchObject({ message: expect.stringContaining('cannot store [secret]') });
  expect(planted).toHaveLength(43);
  expect(inspect(error)).not.toContain(planted);
});

test('a keyring that throws for "no entry" has none; one that holds something else is left alone', async () => {
  const stored: string[] = [];
  const noEntry = keyringWith({
    getPassword: () => {
      throw new Error('No matching entry found in secure storage');
    },
    setPassword: (password) => void stored.push(password),
  });
  await open({ key: noEntry });
  expect(stored).toHaveLength(1);
  const other = keyringWith({
    getPassword: () => 'planted password',
    setPassword: (password) => void stored.push(password),
  });
  const error = await failure(open({ key: other }));
  expect(error).toMatchObject({ problem: 'wrong-key', message: expect.stringContaining('not a key') });
  expect(inspect(error)).not.toContain('planted');
  expect(stored).toHaveLength(1);
});

test('a key that another process put into the keyring at the same time is taken, not replaced', async () => {
  const path = newPath();
  const answers = [null, encoded(11, 'base64url')];
  const stored: string[] = [];
  const provider = keyringWith({
    getPassword: () => answers.shift() ?? null,
    setPassword: (password) => void stored.push(password),
  });
  await storeAndClose(path, provider);
  expect(stored).toEqual([]);
  expect(await tokenOf(await open({ path, key: keyBytes(11) }))).toBe('kept');
});

test('the key is never put into the keyring of a kernel, which forgets it', async () => {
  const options: unknown[] = [];
  const { Entry: Plain } = await fakeKeyring(new Map())();
  class Entry extends Plain {
    constructor(...given: ConstructorParameters<typeof Plain>) {
      super(...given);
      options.push(given[2]);
    }
  }
  await open({ key: keyringKey({ loadModule: async () => ({ Entry }) }) });
  expect(options).toEqual([{ linux: { store: 'secret-service' } }]);
});

test('each catalogue has its own entry in the keyring; a move away takes it out', async () => {
  const own = new Map<string, string>();
  const [one, two] = [newPath(), newPath()];
  const key = keyringKey({ service: 'player', loadModule: fakeKeyring(own) });
  await storeAndClose(one, key);
  await storeAndClose(two, key);
  expect([...own.keys()]).toEqual([`player/${one}`, `player/${two}`]);
  const catalogue: Catalogue = await open({ path: one, key });
  expect(await catalogue.rotateKey(fileKey())).toMatchObject({ oldKey: 'dropped' });
  expect([...own.keys()]).toEqual([`player/${two}`]);
});
