import type { LoginFlow, Mediafold, Source } from 'mediafold';
import { startQuickConnect } from 'mediafold/jellyfin';
import { startPlexPin } from 'mediafold/plex';
import type { MockFacts } from './mock-process.ts';
import type { Person } from './person.ts';
import { promised } from './promise.ts';
import { say } from './screen.ts';

type Approve = (code: string) => Promise<void>;

/** Both servers through the sign-in that their vendor has for it. No password and no token is typed. */
export async function linkBoth(
  fold: Mediafold,
  facts: MockFacts,
  person: Person,
  signal: AbortSignal,
): Promise<readonly Source[]> {
  const call = { signal };
  const shared = await fold.loginContext({ device: 'shared' });
  const pin = await startPlexPin({ ...shared, plexTvUrl: facts.plexTv.url }, call);
  const plex = await finish(fold, 'Plex PIN', pin, person.approvePlexPin, signal);

  const quick = await startQuickConnect({ ...(await fold.loginContext()), url: facts.jellyfin.url }, call);
  const jellyfin = await finish(fold, 'Jellyfin Quick Connect', quick, person.approveQuickConnect, signal);
  return [...plex, ...jellyfin];
}

async function finish(
  fold: Mediafold,
  what: string,
  flow: LoginFlow,
  approve: Approve,
  signal: AbortSignal,
): Promise<readonly Source[]> {
  say(`  ${what}: the code ${flow.prompt.code} would be typed at ${flow.prompt.url}`);
  await approve(flow.prompt.code);
  const servers = await flow.wait({ signal });
  promised(`${what} leads to one server`, servers.length === 1);
  const linked: Source[] = [];
  for (const server of servers) linked.push((await fold.signIn.add(server)).source);
  for (const { name, type, userName = 'its user' } of linked) say(`    linked ${name} (${type}) as ${userName}`);
  return linked;
}
