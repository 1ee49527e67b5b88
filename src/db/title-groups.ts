import { createHash } from 'node:crypto';
import type { ExternalId, ExternalIdProvider } from '../models/external-id.ts';
import type { ItemKind } from '../models/item.ts';
import type { Database } from './open-database.ts';

/** Ids that name one work and nothing else. */
const strong: ReadonlySet<ExternalIdProvider> = new Set(['imdb', 'tmdb', 'tvdb', 'plex', 'musicbrainz-release-group']);
const grouped: ReadonlySet<ItemKind> = new Set(['movie', 'show', 'episode', 'album']);

export interface GroupedItem {
  readonly sourceId: string;
  readonly itemId: string;
  readonly kind: ItemKind;
  readonly externalIds: readonly ExternalId[];
}

export interface TitleGroups {
  /**
   * Which title an item belongs to, now that its ids are stored. Items of one kind that share a strong id are one
   * title, also by way of a third one; an item without any is a title of its own.
   *
   * For use inside a transaction.
   */
  assign(item: GroupedItem, before: string | undefined): string;
}

interface Member {
  readonly source_id: string;
  readonly item_id: string;
}

interface MemberId extends Member {
  readonly provider: ExternalIdProvider;
  readonly value: string;
}

/** Made from the item that founds it, so that the same catalogue gets the same ids. */
function foundedBy(sourceId: string, itemId: string, attempt: number): string {
  const name = `${sourceId} ${itemId} ${attempt === 0 ? '' : attempt}`;
  return `t${createHash('sha1').update(name).digest('hex').slice(0, 15)}`;
}

export function createTitleGroups(db: Database): TitleGroups {
  const sharing = db.prepare<[string, string, string, string, string], { title_id: string }>(
    `select distinct i.title_id from external_id e
     join item i on i.source_id = e.source_id and i.item_id = e.item_id
     where e.provider = ? and e.value = ? and e.kind = ? and not (e.source_id = ? and e.item_id = ?)`,
  );
  const members = db.prepare<[string], Member>('select source_id, item_id from item where title_id = ?');
  const memberIds = db.prepare<[string], MemberId>(
    `select e.source_id, e.item_id, e.provider, e.value from item i
     join external_id e on e.source_id = i.source_id and e.item_id = i.item_id where i.title_id = ?`,
  );
  const inUse = db.prepare<[string, string, string], { one: 1 }>(
    'select 1 as one from item where title_id = ? and not (source_id = ? and item_id = ?) limit 1',
  );
  const merge = db.prepare<[string, string]>('update item set title_id = ? where title_id = ?');
  const move = db.prepare<[string, string, string]>('update item set title_id = ? where source_id = ? and item_id = ?');

  function ownTitle({ source_id, item_id }: Member): string {
    for (let attempt = 0; ; attempt += 1) {
      const id = foundedBy(source_id, item_id, attempt);
      if (inUse.get(id, source_id, item_id) === undefined) return id;
    }
  }

  function titlesSharing({ sourceId, itemId, kind, externalIds }: GroupedItem): readonly string[] {
    if (!grouped.has(kind)) return [];
    const found = externalIds
      .filter(({ provider }) => strong.has(provider))
      .flatMap(({ provider, value }) => sharing.all(provider, value, kind, sourceId, itemId));
    return [...new Set(found.map(({ title_id }) => title_id))].sort();
  }

  /** Those who were one title by way of the item that left may be several now. */
  function split(title: string, leaver: GroupedItem): void {
    const isLeaver = (row: Member): boolean => row.source_id === leaver.sourceId && row.item_id === leaver.itemId;
    const ids = memberIds.all(title).filter((row) => !isLeaver(row) && strong.has(row.provider));
    const groups: { members: Member[]; ids: Set<string> }[] = [];
    for (const member of members.all(title)) {
      if (isLeaver(member)) continue;
      const mine = ids.filter((row) => row.source_id === member.source_id && row.item_id === member.item_id);
      const keys = mine.map(({ provider, value }) => `${provider} ${value}`);
      const linked = groups.filter((group) => keys.some((key) => group.ids.has(key)));
      const joined = {
        members: [...linked.flatMap((group) => group.members), member],
        ids: new Set([...linked.flatMap((group) => [...group.ids]), ...keys]),
      };
      groups.splice(0, groups.length, ...groups.filter((group) => !linked.includes(group)), joined);
    }
    for (const group of groups.slice(1)) {
      const founder = group.members[0];
      if (founder === undefined) continue;
      const id = ownTitle(founder);
      for (const { source_id, item_id } of group.members) move.run(id, source_id, item_id);
    }
  }

  return {
    assign(item, before) {
      if (before !== undefined) split(before, item);
      const titles = titlesSharing(item);
      const first = titles[0];
      if (first === undefined) return ownTitle({ source_id: item.sourceId, item_id: item.itemId });
      for (const other of titles.slice(1)) merge.run(first, other);
      return first;
    },
  };
}
