/** The least that somebody without a library would write: the same pages, parsed, and the same rows into SQLite. */
import SqliteDatabase from 'better-sqlite3';
import { reportRun } from '../report.ts';

interface Row {
  readonly Id: string;
  readonly Name: string;
  readonly SortName?: string;
  readonly ProductionYear?: number;
  readonly ProviderIds?: Readonly<Record<string, string>>;
  readonly UserData?: { readonly Played: boolean; readonly PlayCount: number; readonly PlaybackPositionTicks: number };
}

const [url = '', username = '', password = '', path = ':memory:'] = process.argv.slice(2);
const client = 'Client="bench", Device="bench", DeviceId="bench-by-hand", Version="1"';

async function ask<T>(method: string, route: string, token: string | undefined, body?: object): Promise<T> {
  const answer = await fetch(url + route, {
    method,
    headers: {
      authorization: `MediaBrowser ${client}${token === undefined ? '' : `, Token="${token}"`}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${route}: ${answer.status}`);
  return (await answer.json()) as T;
}

const login = await ask<{ AccessToken: string; User: { Id: string } }>('POST', '/Users/AuthenticateByName', undefined, {
  Username: username,
  Pw: password,
});
const db = new SqliteDatabase(path);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = NORMAL');
db.exec(`create table item (id text primary key, name text, sort_name text, year integer, document text);
  create table external_id (item_id text, provider text, value text, primary key (item_id, provider)) without rowid;
  create table watch_state (item_id text primary key, played integer, play_count integer, position integer) without rowid;
  create index item_by_name on item (sort_name);
  create index external_id_by_value on external_id (provider, value)`);
const insertItem = db.prepare('insert or replace into item values (?, ?, ?, ?, ?)');
const insertId = db.prepare('insert or replace into external_id values (?, ?, ?)');
const insertState = db.prepare('insert or replace into watch_state values (?, ?, ?, ?)');
const writePage = db.transaction((rows: readonly Row[]) => {
  for (const row of rows) {
    insertItem.run(row.Id, row.Name, row.SortName ?? row.Name, row.ProductionYear ?? null, JSON.stringify(row));
    for (const [provider, value] of Object.entries(row.ProviderIds ?? {})) insertId.run(row.Id, provider, value);
    const state = row.UserData;
    if (state) insertState.run(row.Id, state.Played ? 1 : 0, state.PlayCount, state.PlaybackPositionTicks);
  }
});

const fields = 'Overview,Genres,ProviderIds,DateCreated,SortName,OriginalTitle,Studios,Tags,Taglines,ParentId,Etag';
await reportRun(async () => {
  const views = await ask<{ Items: { Id: string; CollectionType?: string }[] }>('GET', '/UserViews', login.AccessToken);
  let rows = 0;
  for (const view of views.Items.filter(({ CollectionType }) => CollectionType === 'movies')) {
    for (let start = 0; ; ) {
      const query = `parentId=${view.Id}&recursive=true&includeItemTypes=Movie&sortBy=SortName&fields=${fields}`;
      const route = `/Items?${query}&startIndex=${start}&limit=200&userId=${login.User.Id}`;
      const page = await ask<{ Items: Row[]; TotalRecordCount: number }>('GET', route, login.AccessToken);
      writePage(page.Items);
      rows += page.Items.length;
      start += page.Items.length;
      if (page.Items.length === 0 || start >= page.TotalRecordCount) break;
    }
  }
  return rows;
});
db.close();
