import { personKey } from './person-key';

/** Aliases by the key of the alias. */
export type AliasIndex = ReadonlyMap<string, string>;

export function indexAliases(aliases: Readonly<Record<string, string>>): AliasIndex {
  return new Map(Object.entries(aliases).map(([alias, person]) => [personKey(alias), person]));
}

/**
 * The name at the end of the chain of aliases, or the circle that the chain runs into. An alias of the same name in
 * another spelling ends the chain: it says how the name is written.
 */
export function followAlias(aliases: AliasIndex, name: string): { name: string } | { circle: string[] } {
  const visited: string[] = [];
  let current = name;
  for (;;) {
    const key = personKey(current);
    const start = visited.indexOf(key);
    if (start >= 0) return { circle: [...visited.slice(start), key] };
    visited.push(key);
    const next = aliases.get(key);
    if (next === undefined) return { name: current };
    if (personKey(next) === key) return { name: next };
    current = next;
  }
}
