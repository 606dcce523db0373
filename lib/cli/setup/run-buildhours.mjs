import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkPort } from './check-port.mjs';
import { endWithNpm } from './end-with-npm.mjs';
import { generateClient } from './generate-client.mjs';
import { installPackages } from './install-packages.mjs';
import { PROJECT_DIR } from './project-dir.mjs';

/** Installs what is missing, then runs the command proper, which is TypeScript. */
export async function runBuildhours(args) {
  const isHelp = args.includes('--help') || args.includes('-h');
  const servesPages = ['demo', 'dev', 'start'].includes(args[0]) && !isHelp;
  if (servesPages) {
    endWithNpm();
    await checkPort();
  }
  await installPackages({ dev: args[0] === 'dev' });
  await generateClient();
  // Without it, tsx looks for `paths` from the folder in which the command was called.
  process.env.TSX_TSCONFIG_PATH = path.join(PROJECT_DIR, 'tsconfig.json');
  // It keeps what it compiled among temporary files, and ends where it may not.
  if (!mayWrite(tmpdir())) process.env.TSX_DISABLE_CACHE = '1';
  const { register } = await import('tsx/esm/api');
  register();
  const { main } = await import('../main.ts');
  await main(args);
}

function mayWrite(dir) {
  try {
    accessSync(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
