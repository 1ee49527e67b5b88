import type { Catalogue } from '../../db/open-catalogue.ts';

/** The part of the catalogue that a sync works on. */
export type SyncStore = Pick<Catalogue, 'runs' | 'libraries' | 'listings' | 'pages' | 'quarantine'>;
