#!/usr/bin/env node
// Looks at the Node that runs it before anything else is loaded: on an old one the database driver ends the process
// without a word. Only syntax that Node 12 knows, so that an old Node gets as far as the sentence.
import { nodeProblem } from './node-version.js';

function end(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

/** A clone brings its own Node as a package; a published installation does not. */
function ownNode(fs) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = decodeURIComponent(new URL(`../node_modules/node/bin/${name}`, import.meta.url).pathname);
  const local = process.platform === 'win32' ? path.slice(1) : path;
  if (!fs.existsSync(local)) return undefined;
  // The clone's Node may be the one that is too old.
  return fs.realpathSync(local) === fs.realpathSync(process.execPath) ? undefined : local;
}

function runWith(node, childProcess) {
  const child = childProcess.spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
  const passedOn = new Set();
  Object.keys(numbers).forEach((signal) => {
    process.on(signal, () => {
      passedOn.add(signal);
      child.kill(signal);
    });
  });
  child.on('error', (error) => end(`mediafold: ${node} cannot be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    // A terminal gives Ctrl-C to both, and ours may find the child when it has ended well but is not gone yet.
    if (passedOn.has(signal)) {
      process.exitCode = 128 + numbers[signal];
      return;
    }
    process.kill(process.pid, signal);
  });
}

function whatIsMissing(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  if (/Cannot find package/.test(error.message)) return 'packages are missing. Run "npm ci" and try again.';
  if (/module '[^']*dist[\\/]/.test(error.message)) {
    return 'it has not been built yet. Run "npm run build" (after "npm ci") and try again.';
  }
  return undefined;
}

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  import('../dist/cli/main.js').then(
    (cli) => cli.main(process.argv.slice(2)),
    (error) => {
      const missing = whatIsMissing(error);
      if (missing === undefined) throw error;
      end(`mediafold: ${missing}`);
    },
  );
} else {
  Promise.all([import('node:fs'), import('node:child_process')]).then(
    ([fs, childProcess]) => {
      const node = ownNode(fs);
      if (node === undefined) end(problem);
      else runWith(node, childProcess);
    },
    () => end(problem),
  );
}
