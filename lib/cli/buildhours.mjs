#!/usr/bin/env node
// Runs on a fresh clone with nothing installed, and has to parse on any Node that knows modules.
import('./setup/check-node.mjs')
  .then(({ checkNode }) => checkNode())
  .then(() => import('./setup/run-buildhours.mjs'))
  .then(({ runBuildhours }) => runBuildhours(process.argv.slice(2)))
  .catch(error => {
    process.stderr.write(`buildhours: ${error.isPlain ? error.message : error.stack}\n`);
    process.exitCode = 1;
  });
