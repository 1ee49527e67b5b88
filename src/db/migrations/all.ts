import { catalogue } from './0001-catalogue.ts';

/** In order, for ever: a released migration never changes. The schema's version is how many have been applied. */
export const migrations: readonly { readonly name: string; readonly statements: readonly string[] }[] = [
  { name: '0001-catalogue', statements: catalogue },
];
