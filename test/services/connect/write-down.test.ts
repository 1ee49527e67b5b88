import { expect, test } from 'vitest';
import type { Candidate, ConnectionKind, ProbeOutcome, ProbeResult } from '../../../src/models/connection.ts';
import { unnamed } from '../../../src/services/connect/write-down.ts';
import { FakeClock } from '../../../src/testing/index.ts';
import { passing, plexHome } from './home.ts';

const spots = { old: { kind: 'local' }, now: { kind: 'local' } } as const;
const day = 24 * 3_600_000;

test('an address that the account names no more is forgotten when it was not good for a week', async () => {
  const clock = new FakeClock();
  const home = await plexHome({ places: spots, stored: ['old'], clock });
  const { fold, source, account, server, places } = home;
  const uris = async (): Promise<readonly string[]> => (await fold.addresses.list(source.id)).map(({ uri }) => uri);
  const look = (): Promise<number> => passing(clock, 50, fold.connections.connect(source.id));
  await look();
  // A person wrote this one, which is why it stays whatever becomes of it.
  const typed = 'http://127.0.0.1:2';
  await passing(clock, 50, fold.addresses.add(source.id, typed));
  account.plexTv.faults.clear();
  account.plexTv.faults.add({
    path: '/api/v2/resources',
    action: { kind: 'replace', from: server.url, to: places.now.uri },
  });
  await places.old.become({ kind: 'dead' });
  await look();
  expect(fold.connections.state(source.id)).toMatchObject({ connection: { uri: places.now.uri } });
  // Good a moment ago: it may come back.
  expect(new Set(await uris())).toEqual(new Set([places.now.uri, places.old.uri, typed]));
  await clock.advance(8 * day);
  // Away for a while, so that the account is asked again; and the server is not found on a way as good.
  await places.now.become({ kind: 'dead' });
  await look();
  expect(new Set(await uris())).toEqual(new Set([places.now.uri, places.old.uri, typed]));
  await places.now.become({ kind: 'open' });
  await passing(clock, 50, fold.connections.connect(source.id, { all: true }));
  expect(new Set(await uris())).toEqual(new Set([places.now.uri, typed]));
});

const candidate = (uri: string, kind: ConnectionKind, origin: Candidate['origin'] = 'account'): Candidate => ({
  ...{ uri, kind, origin },
  secure: true,
});
const result = (outcome: ProbeOutcome, of: Candidate): ProbeResult => ({ candidate: of, outcome, reason: '' });

test.each<[string, ProbeResult, boolean]>([
  ['nobody is there', result('timeout', candidate('https://b', 'direct')), true],
  ['another server is there', result('wrong-server', candidate('https://b', 'direct')), true],
  ['it is on a worse way', result('dns', candidate('https://b', 'relay')), true],
  ['it would be a better way', result('timeout', candidate('https://b', 'local')), false],
  ['the server is there', result('unauthorized', candidate('https://b', 'direct')), false],
  ['the server is there, and starting', result('starting', candidate('https://b', 'direct')), false],
  ['it was not heard out', result('cancelled', candidate('https://b', 'direct')), false],
  ['a person wrote it', result('timeout', candidate('https://b', 'direct', 'typed')), false],
  ['it was the last good one', result('timeout', candidate('https://b', 'direct', 'remembered')), false],
  ['the account names it', result('timeout', candidate('https://named', 'direct')), false],
])('of an address that was not named, when %s', (_, other, isOutdated) => {
  const best = result('ok', candidate('https://named', 'direct'));
  const results = [best, other];
  expect(unnamed({ results, best, named: [best.candidate] })).toEqual(isOutdated ? [other.candidate.uri] : []);
  // The account did not answer, or nothing is good: then nothing is known.
  expect(unnamed({ results, best, named: [] })).toEqual([]);
  expect(unnamed({ results, best, named: [candidate('https://lan', 'local', 'discovered')] })).toEqual([]);
  expect(unnamed({ results, best: undefined, named: [best.candidate] })).toEqual([]);
});
