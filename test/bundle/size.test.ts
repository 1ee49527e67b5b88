import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { type BuildResult, build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** "Connect, list libraries", gzip. */
const budget = 25_000;

const vendors = [
  { vendor: 'plex', names: ['createPlexBackend', 'plexTokenAuth'] },
  { vendor: 'jellyfin', names: ['createJellyfinBackend', 'jellyfinTokenAuth'] },
] as const;

type Vendor = (typeof vendors)[number];
type Bundle = BuildResult<{ write: false; metafile: true }>;

/** What an app's bundler makes of an import of these names. A `node:` module in it would not build. */
function bundle({ vendor, names }: Vendor, splitting: boolean): Promise<Bundle> {
  const contents = `export { ${names.join(', ')} } from './src/backends/${vendor}/${vendor}.ts';`;
  return build({
    stdin: { contents, resolveDir: root, loader: 'ts', sourcefile: 'app.ts' },
    bundle: true,
    minify: true,
    platform: 'browser',
    ...(splitting ? { format: 'esm', splitting } : { format: 'iife', globalName: 'app' }),
    absWorkingDir: root,
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
}

/** Loaded with the entry: itself, and what it imports for good. */
function loadedAtOnce({ outputs }: Bundle['metafile']): readonly string[] {
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === 'app.ts');
  const found = new Set(entry === undefined ? [] : [entry]);
  for (const name of found) {
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === 'import-statement') found.add(path);
  }
  return [...found];
}

describe.each(vendors)('the $vendor bundle', (vendor) => {
  test('is small enough to connect and list libraries with', async () => {
    const { metafile, outputFiles } = await bundle(vendor, true);
    const sizes = outputFiles.map(({ path, contents }) => ({ path, bytes: gzipSync(contents).length }));
    const needed = loadedAtOnce(metafile);
    const [first, later] = [true, false].map((now) =>
      sizes
        .filter(({ path }) => needed.some((name) => path.endsWith(name)) === now)
        .reduce((sum, { bytes }) => sum + bytes, 0),
    );
    console.log(`${vendor.vendor}: ${first} bytes gzip at once, ${later} with the first item; budget ${budget}`);
    expect(needed.length).toBeGreaterThan(0);
    expect(first).toBeGreaterThan(10_000);
    expect(first).toBeLessThanOrEqual(budget);
  });

  test('uses no module of Node', async () => {
    const { metafile } = await bundle(vendor, true);
    const outside = Object.values(metafile.outputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external),
    );
    expect(outside).toEqual([]);
    expect(Object.keys(metafile.inputs).filter((path) => path.startsWith('node:'))).toEqual([]);
  });

  test('does nothing when it is imported', async () => {
    const { outputFiles } = await bundle(vendor, false);
    const called: string[] = [];
    const spy = (name: string) => () => {
      called.push(name);
    };
    const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
    const work = Object.fromEntries([...timers, 'fetch', 'addEventListener'].map((name) => [name, spy(name)]));
    const platform = { URL, URLSearchParams, Headers, Request, Response, TextEncoder, ReadableStream };
    const signals = { AbortController, AbortSignal };
    const context = createContext({
      ...platform,
      ...signals,
      ...work,
      console: { log: spy('log'), warn: spy('warn') },
    });
    const names = (): readonly string[] => runInContext('Object.getOwnPropertyNames(globalThis)', context) as string[];
    const before = new Set(names());
    runInContext(outputFiles[0]?.text ?? '', context);
    const added = names().filter((name) => !before.has(name));
    expect(called).toEqual([]);
    // zod keeps its settings and its registry there.
    expect(added.filter((name) => !name.startsWith('__zod_global'))).toEqual(['app']);
    expect(runInContext('Object.keys(app).length', context)).toBe(vendor.names.length);
  });
});
