// Read by every Node that somebody may have, also by one that is too old: only syntax that Node 12 knows.

export const neededNode = '22.12.0';

/** @param {string} found @param {string} needed */
export function isAtLeast(found, needed) {
  const have = found.split('.').map(Number);
  const want = needed.split('.').map(Number);
  for (let part = 0; part < want.length; part += 1) {
    if (have[part] !== want[part]) return have[part] > want[part];
  }
  return true;
}

/** @param {string} found @returns {string | undefined} what a person is told, or nothing when this Node will do */
export function nodeProblem(found) {
  if (isAtLeast(found, neededNode)) return undefined;
  return (
    'mediafold needs Node ' +
    neededNode +
    ' or newer, and this is Node ' +
    found +
    '. In a clone, "npm run mediafold -- <command>" uses the Node that came with the packages (run "npm ci" once); ' +
    'otherwise install a newer Node from https://nodejs.org.'
  );
}
