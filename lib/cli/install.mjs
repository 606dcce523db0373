// First step of `npm test` and `npm run check`: installs and generates what is missing, on any Node that knows modules.
import('./setup/check-node.mjs')
  .then(({ checkNode }) => checkNode())
  .then(() => import('./setup/install-packages.mjs'))
  .then(({ installPackages }) => installPackages({ dev: true }))
  .then(() => import('./setup/generate-client.mjs'))
  .then(({ generateClient }) => generateClient())
  .catch(error => {
    process.stderr.write(`buildhours: ${error.isPlain ? error.message : error.stack}\n`);
    process.exitCode = 1;
  });
