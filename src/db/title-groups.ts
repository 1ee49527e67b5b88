import { hash } from 'node:crypto';
import type { ExternalId, ExternalIdProvider } from '../models/external-id.ts';
import type { ItemKind } from '../models/item.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

const video: readonly ExternalIdProvider[] = ['imdb', 'tmdb', 'tvdb', 'plex'];

/** Which ids name one work and nothing else. Items of other kinds are titles of their own. */
const strongIds: Readonly<Partial<Record<ItemKind, readonly ExternalIdProvider[]>>> = {
  movie: video,
  show: video,
  episode: video,
  artist: ['musicbrainz-artist', 'plex'],
  album: ['musicbrainz-release-group', 'musicbrainz-album', 'plex'],
};

export interface GroupedItem {
  readonly sourceId: string;
  readonly itemId: string;
  readonly kind: ItemKind;
  readonly externalIds: readonly ExternalId[];
}

/** Works inside a transaction. */
export interface TitleGroups {
  /**
   * The title of an item whose ids are not stored yet. Items of one kind that share a strong id are one title, also by
   * way of a third one: those that this item links become one.
   */
  join(item: GroupedItem): string;
  /** The title of a stored item whose old ids were just deleted. Those whom only it had linked part. */
  move(item: GroupedItem, row: number, from: string): string;
  /** Parts those whom only deleted items had linked. */
  part(title: string): void;
}

interface Member {
  readonly row_id: number;
  readonly source_id: string;
  readonly item_id: string;
  readonly kind: ItemKind;
  /** `["provider", "value", ...]` */
  readonly ids: string;
}

/** Made from the item that founds it, so that the same catalogue gets the same ids. */
function foundedBy({ sourceId, itemId }: Pick<GroupedItem, 'sourceId' | 'itemId'>, attempt: number): string {
  return `t${hash('sha1', JSON.stringify([sourceId, itemId, attempt])).slice(0, 20)}`;
}

export function createTitleGroups(sqlite: SqliteConnection): TitleGroups {
  // Any one of them will do: all that share an id are one title already. Four times as fast as the join.
  const sharing = sqlite.prepare<{ title_id: string }>(
    `select (select title_id from item where row_id = item_row) as title_id from external_id
     where provider = ? and value = ? and kind = ? limit 1`,
  );
  const members = sqlite.prepare<Member>(
    `select i.row_id, i.source_id, i.item_id, i.kind,
       (select json_group_array(json_array(e.provider, e.value)) from external_id e where e.item_row = i.row_id) as ids
     from item i where i.title_id = ? and i.row_id <> ? order by i.source_id, i.item_id`,
  );
  const inUse = sqlite.prepare('select 1 from item where title_id = ? limit 1');
  const merge = sqlite.prepare('update item set title_id = ? where title_id = ?');
  const rename = sqlite.prepare('update item set title_id = ? where row_id = ?');

  function fresh(founder: Pick<GroupedItem, 'sourceId' | 'itemId'>): string {
    for (let attempt = 0; ; attempt += 1) {
      const id = foundedBy(founder, attempt);
      if (inUse.get([id]) === undefined) return id;
    }
  }

  function linked({ kind, externalIds }: GroupedItem): readonly string[] {
    const strong = strongIds[kind] ?? [];
    const titles = new Set<string>();
    for (const { provider, value } of externalIds) {
      if (!strong.includes(provider)) continue;
      const found = sharing.get([provider, value, kind]);
      if (found !== undefined) titles.add(found.title_id);
    }
    return [...titles].sort((a, b) => (a < b ? -1 : 1));
  }

  function join(item: GroupedItem): string {
    const [first, ...others] = linked(item);
    if (first === undefined) return fresh(item);
    for (const other of others) merge.run([first, other]);
    return first;
  }

  /** @returns whether anybody is left in it */
  function part(title: string, without = -1): boolean {
    const groups = groupMembers(members.all([title, without]));
    // The first group, by its smallest member, keeps the name.
    for (const group of groups.slice(1)) {
      const founder = group[0];
      if (founder === undefined) continue;
      const id = fresh({ sourceId: founder.source_id, itemId: founder.item_id });
      for (const { row_id } of group) rename.run([id, row_id]);
    }
    return groups.length > 0;
  }

  return {
    join,
    part: (title) => void part(title),
    move(item, row, from) {
      const isShared = part(from, row);
      return !isShared && linked(item).length === 0 ? from : join(item);
    },
  };
}

/** Those that are linked by ids; groups and members in the order in which they came. */
function groupMembers(members: readonly Member[]): readonly (readonly Member[])[] {
  const leader = members.map((_, index) => index);
  const leaderOf = (index: number): number => {
    const next = leader[index] ?? index;
    return next === index ? index : leaderOf(next);
  };
  const firstWith = new Map<string, number>();
  for (const [index, { kind, ids }] of members.entries()) {
    for (const id of JSON.parse(ids) as [ExternalIdProvider, string][]) {
      if (!strongIds[kind]?.includes(id[0])) continue;
      const key = JSON.stringify(id);
      const other = leaderOf(firstWith.get(key) ?? index);
      const mine = leaderOf(index);
      leader[Math.max(mine, other)] = Math.min(mine, other);
      firstWith.set(key, index);
    }
  }
  const groups = Map.groupBy(members.entries(), ([index]) => leaderOf(index));
  return [...groups.values()].map((group) => group.map(([, member]) => member));
}
