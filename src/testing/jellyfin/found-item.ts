import type { Account } from './accounts.ts';
import { failed, invalid, problem, Refusal } from './answers.ts';
import type { Handle } from './item-ids.ts';
import type { Item } from './items.ts';
import { type MockServer, visibleShelves } from './server.ts';
import { homeOf } from './shelves.ts';
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

export function maySee(server: MockServer, account: Account | undefined, handle: Handle): boolean {
  const home = homeOf(server.library.shelves, handle);
  return home < 0 || visibleShelves(server, account).has(home);
}

/** @throws {Refusal} 404 problem when it is unknown or in a library that the user may not see */
export function seenItem(server: MockServer, account: Account | undefined, text: string | undefined): Item {
  const item = anyItem(server, guidOf('itemId', text));
  if (item === undefined || !maySee(server, account, item.handle)) throw new Refusal(problem(404));
  return item;
}

/** @throws {Refusal} 500 text for the id of a row that is there but is no item (10.11, seen) */
export function refusePlaceholder({ traits }: MockServer, text: string | undefined): void {
  if (traits.placeholderItem && /^0{31}1$/.test(parseGuid(text ?? '') ?? '')) throw new Refusal(failed(500));
}
