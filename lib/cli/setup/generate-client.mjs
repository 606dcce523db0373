import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installPackages, oneAtATime } from './install-packages.mjs';
import { PlainError } from './plain-error.mjs';
import { PROJECT_DIR } from './project-dir.mjs';

const GENERATED = path.join(PROJECT_DIR, 'lib/db/generated');
const STAMP = path.join(GENERATED, 'made-from.sha256');
const INPUTS = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/@prisma/client/package.json'];

/** Makes the Prisma client when there is none, or the schema has changed since. Needs no database. */
export async function generateClient() {
  if (isGenerated()) return;
  await installPackages({ dev: true });
  await oneAtATime('generating the Prisma client', async () => {
    if (isGenerated()) return;
    const hash = hashInputs();
    runPrisma();
    writeFileSync(STAMP, hash);
  });
}

function isGenerated() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashInputs();
}

function hashInputs() {
  const inputs = createHash('sha256');
  for (const file of INPUTS) inputs.update(readFileSync(path.join(PROJECT_DIR, file)));
  return inputs.digest('hex');
}

/** Takes a second or two, in which no other command can think that this one is dead. */
function runPrisma() {
  const prisma = path.join(PROJECT_DIR, 'node_modules/prisma/build/index.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, 'generate'], {
    cwd: PROJECT_DIR,
    env: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
    encoding: 'utf8',
  });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`);
    throw new PlainError(
      'the Prisma client could not be generated (see above): run "npm ci", then try again',
    );
  }
}
