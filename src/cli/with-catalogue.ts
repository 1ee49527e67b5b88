import { type Mediafold, openMediafold } from 'mediafold';
import type { Cli, GlobalOptions } from './cli.ts';
import { chooseDatabase, type DatabasePurpose } from './database-file.ts';
import { debugLogger } from './debug-logger.ts';

export interface CatalogueOptions extends GlobalOptions {
  /** Send credentials over plain http to public addresses too. */
  readonly allowInsecure?: true;
}

/** Opens the catalogue, works on it and closes it, whatever happens. */
export async function withCatalogue<T>(
  cli: Cli,
  purpose: DatabasePurpose,
  options: CatalogueOptions,
  work: (fold: Mediafold, path: string) => Promise<T>,
): Promise<T> {
  const { env, cwd, terminal, version } = cli;
  const { path, remark } = chooseDatabase({ given: options.database, env, cwd, purpose });
  if (remark !== undefined) terminal.note(remark);
  const logger = debugLogger(cli);
  const fold = await openMediafold({
    path,
    product: 'mediafold',
    version,
    platform: process.platform,
    ...(env.MEDIAFOLD_PLEX_TV ? { plexTvUrl: env.MEDIAFOLD_PLEX_TV } : {}),
    ...(options.allowInsecure ? { allowInsecure: true } : {}),
    ...(logger === undefined ? {} : { environment: { logger } }),
  });
  try {
    return await work(fold, path);
  } finally {
    await fold.close();
  }
}
