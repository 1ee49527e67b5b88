import { describe, expect, test } from 'vitest';
import type { Faults } from '../../src/testing/index.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from './setting.ts';

/** A server that answers well, and that there is nothing. */
function showNoLibraries(faults: Faults, times?: number): void {
  const body = JSON.stringify({ Items: [], TotalRecordCount: 0, StartIndex: 0 });
  const action = { kind: 'body', body, contentType: 'application/json' } as const;
  faults.add({ path: '/UserViews', action, ...(times === undefined ? {} : { times }) });
}

async function synced() {
  const server = await jellyfin(movies(60));
  const fold = await openAt(catalogueFile());
  const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
  expect(await fold.sync.run(source.id)).toMatchObject({ status: 'completed', added: 60 });
  return { server, fold, source };
}

describe('a server that shows no libraries any more', () => {
  test('is not believed: nothing goes, and the report says so', async () => {
    const { server, fold, source } = await synced();
    showNoLibraries(server.faults);
    const report = await fold.sync.run(source.id);
    expect(report).toMatchObject({ status: 'partial', removed: 0, message: expect.stringContaining('no library') });
    expect(await fold.library.countTitles({ kind: 'movie' })).toBe(60);
    server.faults.clear();
    expect(await fold.sync.run(source.id)).toMatchObject({ status: 'completed', added: 0, unchanged: 60 });
  });

  test('is asked again, and the better answer counts', async () => {
    const { server, fold, source } = await synced();
    showNoLibraries(server.faults, 1);
    const report = await fold.sync.run(source.id);
    expect(report).toMatchObject({ status: 'completed', removed: 0, unchanged: 60 });
    expect(report.message).toBeUndefined();
  });
});
