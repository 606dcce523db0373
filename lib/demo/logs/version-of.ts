/** A stable, believable version for a package. */
export function versionOf(name: string): string {
  let sum = 7;
  for (let index = 0; index < name.length; index++) sum = (sum * 31 + name.charCodeAt(index)) % 9973;
  return `${1 + (sum % 7)}.${sum % 23}.${sum % 11}`;
}
