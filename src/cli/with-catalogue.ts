import { type Mediafold, openMediafold } from 'mediafold';
import { type CatalogueKey, catalogueKey } from './catalogue-key.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { chooseDatabase, type DatabasePurpose } from './database-file.ts';
import { debugLogger } from './debug-logger.ts';
import { lanOptions } from './local-network.ts';
import { withSignInCommand } from './sign-in-command.ts';

export interface CatalogueOptions extends GlobalOptions {
  /** Send credentials over plain http to public addresses too. */
  readonly allowInsecure?: true;
}

/** Opens the catalogue, works on it and closes it, whatever happens. */
export async function withCatalogue<T>(
  cli: Cli,
  purpose: DatabasePurpose,
  options: CatalogueOptions,
  work: (fold: Mediafold, path: string, key: CatalogueKey) => Promise<T>,
): Promise<T> {
  const { env, cwd, terminal, version } = cli;
  const { path, remark } = chooseDatabase({ given: options.database, env, cwd, purpose });
  if (remark !== undefined) terminal.note(remark);
  const logger = debugLogger(cli);
  const lan = lanOptions(env);
  const key = catalogueKey(cli);
  const fold = await openMediafold({
    path,
    key,
    mayBeReadOnly: purpose === 'read' || purpose === 'look',
    product: 'mediafold',
    version,
    platform: process.platform,
    ...(env.MEDIAFOLD_PLEX_TV ? { plexTvUrl: env.MEDIAFOLD_PLEX_TV } : {}),
    ...(lan === undefined ? {} : { lan }),
    ...(options.allowInsecure ? { allowInsecure: true } : {}),
    ...(logger === undefined ? {} : { environment: { logger } }),
  });
  try {
    return await work(fold, path, key);
  } catch (error) {
    // What is linked just now has its own advice.
    throw purpose === 'create' ? error : await withSignInCommand(fold, error, options);
  } finally {
    await fold.close();
  }
}
