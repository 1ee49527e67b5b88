import type { Account } from './accounts.ts';
import { invalid, problem, Refusal } from './answers.ts';
import { addressOf, type Handle } from './item-ids.ts';
import { type Item, libraries } from './items.ts';
import { type MockServer, visibleTo } from './server.ts';
import { parseGuid } from './wire-values.ts';

/** @throws {Refusal} 400 when the text is no GUID */
export function guidOf(name: string, text: string | undefined): string {
  const id = parseGuid(text ?? '');
  if (id === undefined) throw new Refusal(invalid({ [name]: [`The value '${text ?? ''}' is not valid.`] }));
  return id;
}

/** The item, whoever may see it. */
export function anyItem(server: MockServer, id: string): Item | undefined {
  const handle = server.ids.handleOf(id);
  return handle === undefined ? undefined : server.library.item(handle);
}

export function maySee(account: Account | undefined, handle: Handle): boolean {
  const { kind, index } = addressOf(handle);
  if (kind === 'root') return true;
  const home = kind === 'view' || kind === 'folder' ? index : kind === 'movie' ? 0 : 1;
  return visibleTo(account).has(libraries[home]?.collectionType ?? '');
}

/** @throws {Refusal} 404 problem when it is unknown or in a library that the user may not see */
export function seenItem(server: MockServer, account: Account | undefined, text: string | undefined): Item {
  const item = anyItem(server, guidOf('itemId', text));
  if (item === undefined || !maySee(account, item.handle)) throw new Refusal(problem(404));
  return item;
}
