import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_DIR } from './project-dir';

/** Editors write a file in several steps, and a switch of branches many files. */
const SETTLE_MS = 200;
const CODE = /\.m?ts$/;
const TESTS = /(^|\/)test-|\.test\.ts$/;

/**
 * Tells when code below a folder of the project has changed, tests left out. Folders that are made later are not seen.
 *
 * @param onChange gets one of the files that changed, relative to the project's folder
 */
export async function watchSources(
  { folder, except = [] }: { folder: string; except?: readonly string[] },
  signal: AbortSignal,
  onChange: (file: string) => void,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const changed = (file: string) => {
    if (!CODE.test(file) || TESTS.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => onChange(file), SETTLE_MS);
  };
  const watchers: FSWatcher[] = [];
  for (const place of await foldersBelow(folder, except)) {
    // Folder by folder: what is watched as a file is lost when an editor puts another one in its place.
    const watcher = watch(path.join(PROJECT_DIR, place), (_, name) => {
      if (name !== null) changed(path.join(place, name));
    });
    watcher.on('error', () => watcher.close());
    watchers.push(watcher);
  }
  const stop = () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
}

async function foldersBelow(folder: string, except: readonly string[]): Promise<string[]> {
  const entries = await readdir(path.join(PROJECT_DIR, folder), { withFileTypes: true });
  const inner = entries
    .filter(entry => entry.isDirectory())
    .map(entry => path.join(folder, entry.name))
    .filter(place => !except.includes(place));
  const below = await Promise.all(inner.map(place => foldersBelow(place, except)));
  return [folder, ...below.flat()];
}
