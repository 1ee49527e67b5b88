import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { blocksOf, ownProject, root } from './own-project.ts';

const documents = ['README.md', 'docs/sign-in.md', 'docs/connections.md', 'docs/testing-your-player.md'];
const project = ownProject('vitest', '@types');
afterAll(project.remove);

test.each(['node16', 'bundler'])(
  'every example can be typed in as it stands, in a strict project of %s',
  async (resolution) => {
    const examples = documents.flatMap((document) => blocksOf(document, 'ts'));
    expect(examples.length).toBeGreaterThan(6);
    // Each is a module, also where it imports nothing.
    for (const [at, example] of examples.entries()) {
      writeFileSync(join(project.folder, `example-${at}.ts`), `${example}\nexport {};\n`);
    }
    const compilerOptions = {
      ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
      ...{ target: 'es2023', lib: ['es2023'], types: ['node'], skipLibCheck: true, noEmit: true },
      ...{ module: resolution === 'node16' ? 'node16' : 'esnext', moduleResolution: resolution },
    };
    const settings = JSON.stringify({ compilerOptions, include: ['example-*.ts'] });
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(await project.run('tsconfig.json', settings, [compiler, '-p', '.'])).toEqual({ code: 0, out: '', err: '' });
  },
);
