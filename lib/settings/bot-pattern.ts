import { personKey } from './person-key';

/** A pattern for the names of bots; see BOT_PATTERN_MEANING. @returns whether the key of a person matches it */
export function compileBotPattern(pattern: string): (person: string) => boolean {
  // What stands between the stars: the first begins the name, the last ends it, the others lie between.
  const [first = '', ...rest] = personKey(pattern).split('*');
  const last = rest.pop();
  if (last === undefined) return person => person === first;
  return person => {
    if (!person.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = person.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return person.length - last.length >= at && person.endsWith(last);
  };
}
