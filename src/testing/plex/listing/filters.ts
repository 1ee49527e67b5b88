import { type FieldContext, fields } from './fields.ts';
import { choicesOf, tagFilters } from './tag-fields.ts';

type Test = (context: FieldContext, key: number) => boolean;

/** The value of a filter cannot be read: the server answers 400. */
export class BadFilter extends Error {
  override readonly name: string = 'BadFilter';
}

/** What stands before the `=` of the query: the operator is a part of the key. */
const numberTests: Readonly<Record<string, (there: number, wanted: number) => boolean>> = {
  '': (there, wanted) => there === wanted,
  '!': (there, wanted) => there !== wanted,
  '>>': (there, wanted) => there > wanted,
  '<<': (there, wanted) => there < wanted,
  '>': (there, wanted) => there >= wanted,
  '<': (there, wanted) => there <= wanted,
};

const textTests: Readonly<Record<string, (there: string, wanted: string) => boolean>> = {
  '': (there, wanted) => (wanted.startsWith('=') ? there === wanted.slice(1) : there.includes(wanted)),
  '!': (there, wanted) => (wanted.startsWith('=') ? there !== wanted.slice(1) : !there.includes(wanted)),
  '<': (there, wanted) => there.startsWith(wanted),
  '>': (there, wanted) => there.endsWith(wanted),
};

/** Short forms that are no comparison. */
const flags: Readonly<Record<string, Test>> = {
  unwatched: (context, key) => fields.viewCount?.read(context, key) === 0,
  unwatchedLeaves: (context, key) => fields.viewCount?.read(context, key) === 0,
  inProgress: ({ watch }, key) => watch(key).viewOffset > 0,
};

const unitSeconds: Readonly<Record<string, number>> = {
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  mon: 2_592_000,
  y: 31_536_000,
};

function number(text: string, kind: 'date' | 'number', nowSeconds: number): number {
  const relative = kind === 'date' ? /^([-+]\d+)(mon|[mhdwy])$/.exec(text) : null;
  if (relative !== null) return nowSeconds + Number(relative[1]) * (unitSeconds[relative[2] ?? ''] ?? 0);
  const value = kind === 'date' && /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) / 1000 : Number(text);
  if (text === '' || !Number.isFinite(value)) throw new BadFilter(`cannot compare with this value`);
  return value;
}

function parse(name: string, value: string, nowSeconds: number): Test | undefined {
  const match = /^(?:(?:movie|show|season|episode)\.)?([A-Za-z]+)(!|>>|<<|>|<)?$/.exec(name);
  if (match === null) return undefined;
  const [, field = '', operator = ''] = match;
  const flag = flags[field];
  if (flag !== undefined) return value === '1' ? flag : (context, key) => !flag(context, key);
  const known = fields[field];
  if (known === undefined) return tagFilters.includes(field) ? tagTest(field, operator, value) : undefined;
  if (known.kind === 'text') {
    const test = textTests[operator];
    const wanted = value.toLowerCase();
    return test && ((context, key) => test(String(known.read(context, key)), wanted));
  }
  const test = numberTests[operator];
  // `a,b` means a or b.
  const wanted = value.split(',').map((part) => number(part, known.kind === 'date' ? 'date' : 'number', nowSeconds));
  return test && ((context, key) => wanted.some((one) => test(Number(known.read(context, key)), one)));
}

/** Values are what `/library/sections/{id}/{tag}` lists as keys; `a,b` means a or b. */
function tagTest(field: string, operator: string, value: string): Test | undefined {
  if (operator !== '' && operator !== '!') return undefined;
  const wanted = new Set(value.split(',').map((part) => encodeURIComponent(decodeURIComponent(part))));
  return (context, key) => {
    const has = (choicesOf(field, context, key) ?? []).some((choice) => wanted.has(choice.key));
    return has === (operator === '');
  };
}

/** @throws BadFilter Parameters that are no filter are ignored, as real servers do. */
export function filtersOf(query: URLSearchParams, nowSeconds: number): readonly Test[] {
  const tests: Test[] = [];
  for (const [name, value] of query) {
    const test = parse(name, value, nowSeconds);
    if (test !== undefined) tests.push(test);
  }
  return tests;
}
