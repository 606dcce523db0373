const NEEDED = [20, 19];

/** Throws one clear line on a Node that is too old. No syntax here that an old Node does not know. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  const error = new Error(
    `this is Node ${version}, and Buildhours needs ${NEEDED.join('.')} or newer: install it from https://nodejs.org`,
  );
  error.isPlain = true;
  throw error;
}
