import { catalogue } from './0001-catalogue.ts';
import { credentialFacts } from './0002-credential-facts.ts';
import { sourceAccess } from './0003-source-access.ts';
import { lastSignIn } from './0004-last-sign-in.ts';

/** In order, for ever: a released migration never changes. The schema's version is how many have been applied. */
export const migrations: readonly { readonly name: string; readonly statements: readonly string[] }[] = [
  { name: '0001-catalogue', statements: catalogue },
  { name: '0002-credential-facts', statements: credentialFacts },
  { name: '0003-source-access', statements: sourceAccess },
  { name: '0004-last-sign-in', statements: lastSignIn },
];
