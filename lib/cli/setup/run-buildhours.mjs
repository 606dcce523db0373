import path from 'node:path';
import { checkPort } from './check-port.mjs';
import { generateClient } from './generate-client.mjs';
import { installPackages } from './install-packages.mjs';
import { PROJECT_DIR } from './project-dir.mjs';

/** Installs what is missing, then runs the command proper, which is TypeScript. */
export async function runBuildhours(args) {
  const servesPages =
    (args[0] === 'demo' || args[0] === 'start') && !args.includes('--help') && !args.includes('-h');
  if (servesPages) await checkPort();
  installPackages({ dev: false });
  generateClient();
  // Without it, tsx looks for `paths` from the folder in which the command was called.
  process.env.TSX_TSCONFIG_PATH = path.join(PROJECT_DIR, 'tsconfig.json');
  const { register } = await import('tsx/esm/api');
  register();
  const { main } = await import('../main.ts');
  await main(args);
}
