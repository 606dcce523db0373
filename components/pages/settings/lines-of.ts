/** The entries of a list that is edited as text, one a line; blanks around them do not count. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}
