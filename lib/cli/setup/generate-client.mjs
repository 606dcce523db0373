import { spawn } from 'node:child_process';
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
    await runPrisma();
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

async function runPrisma() {
  const prisma = path.join(PROJECT_DIR, 'node_modules/prisma/build/index.js');
  const child = spawn(process.execPath, [prisma, 'generate'], {
    cwd: PROJECT_DIR,
    env: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', piece => said.push(piece));
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) {
    process.stderr.write(Buffer.concat(said));
    throw new PlainError(
      'the Prisma client could not be generated (see above): run "npm ci", then try again',
    );
  }
}
