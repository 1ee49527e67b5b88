import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** The blocks of one language in a document of the project. */
export function blocksOf(document: string, language: string): readonly string[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map((match) => match[1] ?? '');
}

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface OwnProject {
  readonly folder: string;
  /** Writes a file into the project and runs Node on these arguments there. */
  run(file: string, content: string, args?: readonly string[]): Promise<Outcome>;
  remove(): void;
}

/** As a user has it: a project of its own, with the package and others among its modules. */
export function ownProject(...others: readonly string[]): OwnProject {
  const folder = mkdtempSync(join(tmpdir(), 'mediafold-readme-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'mediafold'), 'dir');
  for (const name of others) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
  return {
    folder,
    run: (file, content, args = [file]) => {
      writeFileSync(join(folder, file), content);
      // Without what this test run says to programs that it starts: Node's own runner would take it for its parent.
      const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, VITEST: _vitest, ...env } = process.env;
      const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk.toString();
      });
      return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
