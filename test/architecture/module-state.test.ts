import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name));

interface Rule {
  readonly what: string;
  readonly is: RegExp;
  /** Says for itself that nobody changes it. */
  readonly unless?: RegExp;
}

/** A formatted file has what belongs to the module at the beginning of a line, and nothing else there. */
const rules: readonly Rule[] = [
  { what: 'a variable', is: /^(export )?(let|var) / },
  {
    what: 'a collection that can grow',
    is: /^(export )?const \w+.*= new (Map|Set|WeakMap|WeakSet)\b/,
    unless: /: Readonly(Map|Set)<|^(export )?const \w+ = new Set\(\[$|^(export )?const \w+ = new Set\(\['.*\]\);$/,
  },
  { what: 'a list or a record that begins empty', is: /^(export )?const \w+.*= (\[\]|\{\});$/ },
  {
    what: 'a living thing',
    is: /^(export )?const \w+.*= (await |new (AbortController|EventEmitter|Promise)\b|(create|open|start|connect|singleFlight|setInterval|setTimeout)\w*\()/,
  },
  { what: 'work at import', is: /^(await|void|new) |^[A-Za-z_$][\w$.]*\(/, unless: /^(if|for|while|switch|import)\b/ },
  { what: 'a change of the world', is: /\bglobalThis\.\w+ = |\bprocess\.env\.\w+ = |\bObject\.assign\(globalThis/ },
];

function complaints(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line) =>
      rules.filter(({ is, unless }) => is.test(line) && !unless?.test(line)).map(({ what }) => `${what}: ${line}`),
    );
}

// Two catalogues in one process, or two accounts in one app, would share it.
test('no module keeps state, or works when it is imported', () => {
  const found = files.flatMap((file) =>
    complaints(readFileSync(file, 'utf8')).map((each) => `${relative(src, file)}: ${each}`),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

test.each([
  'let current: string | undefined;',
  'export var count = 0;',
  'const cache = new Map<string, string>();',
  'const failures: Map<string, number> = new Map();',
  'export const seen = new WeakMap();',
  'const waiting: string[] = [];',
  'export const settings: Record<string, string> = {};',
  'const gate = createGate();',
  'const closing = new AbortController();',
  'const backend = await openCatalogue({ path });',
  "await import('./later.ts');",
  'register(plex);',
  'registry.add(plex);',
  '  globalThis.mediafold = this;',
])('it would be seen: %s', (line) => {
  expect(complaints(line)).toHaveLength(1);
});
