import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface GivenVariables {
  given: Array<[name: string, text: string]>;
  /** From which file a secret was read. */
  files: ReadonlyMap<string, string>;
  /** Files that cannot be read or are empty: each says its variable. */
  problems: string[];
}

/**
 * The variables that are set; secrets that stand in files, as containers get them, are read from there. A variable that
 * is set to nothing, as compose files do, is one that is not set.
 *
 * @param secrets variables for which `NAME_FILE` may name a file, in `folder` where it is no absolute path
 */
export function readSecretFiles(
  variables: Record<string, string | undefined>,
  { secrets, folder }: { secrets: readonly string[]; folder: string },
): GivenVariables {
  const given = Object.entries(variables).flatMap(
    ([name, text]): Array<[string, string]> =>
      text === undefined || text.trim() === '' ? [] : [[name, text]],
  );
  const names = new Map(given);
  const files = new Map<string, string>();
  const problems: string[] = [];
  for (const name of secrets) {
    const file = names.get(`${name}_FILE`);
    if (names.has(name) || file === undefined) continue;
    const found = path.resolve(folder, file.trim());
    const text = readSecret(found);
    if (typeof text !== 'string') problems.push(`${name}_FILE: ${text.problem}`);
    else {
      given.push([name, text]);
      files.set(name, found);
    }
  }
  return { given, files, problems };
}

function readSecret(file: string): string | { problem: string } {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? { problem: `the file ${file} is empty` } : text;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return {
      problem: code === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read (${code})`,
    };
  }
}
