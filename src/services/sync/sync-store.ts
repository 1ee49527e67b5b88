import type { Catalogue } from '../../db/open-catalogue.ts';

/** The part of the catalogue that a sync writes. Every call is one transaction. */
export type SyncStore = Pick<Catalogue, 'runs' | 'libraries' | 'listings' | 'pages'>;
