const LIKE_ENOUGH = 0.5;

/** Those names that are written most like this one, the likeliest first: by the pairs of letters that they share. */
export function similarNames(name: string, names: readonly string[], most = 5): string[] {
  const own = pairsOf(name);
  return names
    .map(other => ({ other, likeness: likeness(own, pairsOf(other)) }))
    .filter(({ likeness }) => likeness >= LIKE_ENOUGH)
    .sort((a, b) => b.likeness - a.likeness || (a.other < b.other ? -1 : 1))
    .slice(0, most)
    .map(({ other }) => other);
}

/** The coefficient of Dice: 1 for the same pairs, 0 for none in common. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter(pair => other.has(pair)).length;
  return (2 * shared) / Math.max(one.size + other.size, 1);
}

function pairsOf(name: string): Set<string> {
  const text = ` ${name.toLowerCase()} `;
  return new Set(Array.from({ length: text.length - 1 }, (_, index) => text.slice(index, index + 2)));
}
