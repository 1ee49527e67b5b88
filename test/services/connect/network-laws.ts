import fc from 'fast-check';
import { expect } from 'vitest';
import { isPrivateHost } from '../../../src/backends/http/private-address.ts';
import type { Candidate } from '../../../src/models/connection.ts';
import { raceTimes } from '../../../src/services/connect/race-policy.ts';
import { grade } from '../../../src/services/connect/rank.ts';
import { type Ending, type Place, play, probeTimeoutMs, type Scene, scenes } from './random-networks.ts';
import type { Dweller } from './scripted-world.ts';

/** For a probe to end: both questions have been answered, each after its delay. */
const answersWell = ({ candidate, spot }: Place): boolean =>
  spot.dweller === 'server' &&
  2 * spot.delayMs < probeTimeoutMs &&
  (candidate.secure || isPrivateHost(new URL(candidate.uri).hostname));
const isDirect = ({ candidate }: Place): boolean => candidate.kind !== 'relay';

function everybody({ stored, advertised }: Scene): readonly Place[] {
  return [...new Map([...advertised, ...stored].map((place) => [place.candidate.uri, place])).values()];
}

const placeAt = (scene: Scene, uri: string): Place | undefined =>
  everybody(scene).find(({ candidate }) => candidate.uri === uri);

function holdsForTheChoice(scene: Scene, { chosen, results, fresh, better }: Ending): void {
  const chosenPlace = chosen === undefined ? undefined : placeAt(scene, chosen.candidate.uri);
  const good = scene.stored.filter(answersWell);
  if (chosen !== undefined) {
    expect(['server', 'wants-new-token']).toContain(chosenPlace?.spot.dweller);
    if (chosen.candidate.kind === 'relay') expect(good.filter(isDirect)).toEqual([]);
  } else {
    expect(good).toEqual([]);
  }
  for (const { candidate } of better) {
    expect(['server', 'wants-new-token']).toContain(placeAt(scene, candidate.uri)?.spot.dweller);
    expect(grade(candidate)).toBeLessThan(chosen === undefined ? 0 : grade(chosen.candidate));
  }
  const addresses = [
    ...new Set([...scene.stored.map(({ candidate }) => candidate.uri), ...fresh.map(({ uri }) => uri)]),
  ];
  expect(results.map(({ candidate }) => candidate.uri).sort()).toEqual(addresses.sort());
}

function holdsForTheTime(scene: Scene, { ms }: Ending): void {
  // Addresses, the question for others and those, a renewal and everybody once more, relays: each has its own limit.
  expect(ms).toBeLessThanOrEqual(raceTimes.headStartMs + 6 * probeTimeoutMs);
  const waits = scene.stored
    .filter((place) => isDirect(place) && answersWell(place))
    .map(({ spot }) => 2 * spot.delayMs);
  if (scene.all) return;
  if (waits.length > 0) expect(ms).toBeLessThanOrEqual(raceTimes.headStartMs + Math.min(...waits) + raceTimes.graceMs);
  // Others are asked for addresses while those that say nothing are still waited for.
  const { account, advertised } = scene;
  const told = advertised.filter((place) => isDirect(place) && answersWell(place)).map(({ spot }) => 2 * spot.delayMs);
  if (told.length === 0 || account.dweller !== 'server' || account.delayMs >= probeTimeoutMs) return;
  const { patienceMs, graceMs } = raceTimes;
  expect(ms).toBeLessThanOrEqual(patienceMs + account.delayMs + Math.min(...told) + graceMs);
}

function holdsForTheToken(scene: Scene, { sent }: Ending): void {
  for (const { origin, token, at } of sent) {
    if (token === undefined) continue;
    const url = new URL(origin);
    expect(url.protocol === 'https:' || isPrivateHost(url.hostname), origin).toBe(true);
    const proofs = sent.filter((each) => each.origin === origin).map(({ provedAt = Number.NaN }) => provedAt);
    const isProven = proofs.some((provedAt) => provedAt <= at && provedAt >= at - probeTimeoutMs);
    expect(isProven, `the token went to ${origin} unasked`).toBe(true);
    expect(placeAt(scene, origin)?.spot.dweller).not.toBe('stranger');
  }
}

function holdsForTheRelays(scene: Scene, { sent, results }: Ending): void {
  if (scene.all) return;
  const direct = new Map(results.map((result) => [result.candidate.uri, result]));
  const firstRelay = sent.find(({ origin }) => placeAt(scene, origin)?.candidate.kind === 'relay');
  if (firstRelay === undefined) return;
  for (const { candidate, outcome } of direct.values()) {
    if (candidate.kind === 'relay') continue;
    expect(outcome, candidate.uri).not.toBe('cancelled');
    expect(outcome, candidate.uri).not.toBe('ok');
    for (const { origin, at } of sent) if (origin === candidate.uri) expect(at).toBeLessThanOrEqual(firstRelay.at);
  }
}

function holdsForTheEnd({ listens }: Scene, { sent, under, sleeping }: Ending): void {
  // Nobody listens any more, so nobody is asked any more.
  if (!listens) expect(under).toEqual([]);
  expect(sent.filter(({ end }) => end === undefined)).toEqual([]);
  expect(sleeping).toBe(0);
}

const summary = ({ ms, chosen, results, sent }: Ending): unknown => [
  ms,
  chosen?.candidate.uri,
  results.map(({ candidate, outcome }) => [candidate.uri, outcome]),
  sent.map(({ at, origin, path, token }) => [at, origin, path, token]),
];

const placeOf = (uri: string, dweller: Dweller, delayMs: number, origin: Candidate['origin'] = 'account'): Place => ({
  spot: { dweller, delayMs },
  candidate: { uri, kind: 'local', secure: uri.startsWith('https:'), origin },
});

/** What was found by chance once. */
const knownTroubles: readonly Scene[] = [
  {
    // Addresses that come when somebody better is still listened for, and nobody waits any more.
    ...{ type: 'plex', hasFreshToken: false, all: false, listens: true, account: { dweller: 'server', delayMs: 60 } },
    stored: [
      placeOf('http://192.168.7.1:32400', 'server', 505, 'remembered'),
      placeOf('https://192.168.7.1:32400', 'stranger', 777),
    ],
    advertised: [placeOf('http://192.168.7.40:32400', 'stranger', 0)],
  },
  {
    // A credential that is refused, and an account that says nothing.
    ...{ type: 'plex', hasFreshToken: false, all: false, listens: true, account: { dweller: 'silent', delayMs: 0 } },
    stored: [placeOf('http://192.168.7.1:32400', 'refuses-token', 0, 'remembered')],
    advertised: [],
  },
];

/** What a search owes to whoever asks for it, over so many random networks of one vendor. */
export async function holdsOver(type: Scene['type'], numRuns: number): Promise<void> {
  const property = fc.asyncProperty(scenes(type), async (scene) => {
    const ending = await play(scene);
    holdsForTheChoice(scene, ending);
    holdsForTheTime(scene, ending);
    holdsForTheToken(scene, ending);
    holdsForTheRelays(scene, ending);
    holdsForTheEnd(scene, ending);
  });
  const examples = knownTroubles.filter((scene) => scene.type === type).map((scene): [Scene] => [scene]);
  await fc.assert(property, { numRuns, examples });
}

/** The same input gives the same choice, by the same requests at the same moments. */
export async function isTheSameTwice(type: Scene['type'], numRuns: number): Promise<void> {
  const property = fc.asyncProperty(scenes(type), async (scene) => {
    const [one, other] = [await play(scene), await play(scene)];
    expect(summary(other)).toEqual(summary(one));
  });
  await fc.assert(property, { numRuns });
}
