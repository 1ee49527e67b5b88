import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalogue } from '../../src/db/open-catalogue.ts';
import {
  type Candidate,
  type ConnectionReport,
  type Environment,
  openMediafold,
  type SignedInServer,
  sourceId,
} from '../../src/index.ts';

/** What a catalogue knows of a server before it was ever reached. */
export interface NewSource {
  readonly server: Omit<SignedInServer, 'candidates'>;
  readonly candidates: readonly Candidate[];
  readonly plexTvUrl?: string;
  readonly environment?: Partial<Environment>;
}

export interface Connected {
  readonly ms: number;
  readonly report: ConnectionReport;
}

/** Connects once, with nothing remembered: a catalogue of its own, which is gone afterwards. Opening it is not counted. */
export async function connectOnce({ server, candidates, plexTvUrl, environment }: NewSource): Promise<Connected> {
  const folder = mkdtempSync(join(tmpdir(), 'mediafold-bench-'));
  try {
    const path = join(folder, 'catalogue.db');
    const id = sourceId('bench');
    const { credential, type, name, serverId, userId, deviceId } = server;
    const catalogue = await openCatalogue({ path });
    await catalogue.sources.put({ id, type, name, serverId, userId, deviceId }, credential, candidates);
    await catalogue.close();
    const fold = await openMediafold({
      ...{ path, product: 'bench', version: '1', lan: false },
      ...(plexTvUrl === undefined ? {} : { plexTvUrl }),
      ...(environment === undefined ? {} : { environment }),
    });
    try {
      const startedAt = performance.now();
      const report = await fold.connections.connect(id);
      return { ms: performance.now() - startedAt, report };
    } finally {
      await fold.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
