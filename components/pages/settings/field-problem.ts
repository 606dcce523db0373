const NAMED_CHARACTERS = 60;

/** Something that cannot be saved as it is. */
export interface FieldProblem {
  /** Keys and positions that lead to it, from the section on. */
  path: ReadonlyArray<string | number>;
  /** Goes on after the name of the field: "is missing". */
  message: string;
}

/** Whether the problem lies at a place of a section, or below it. */
export function isAt({ path }: FieldProblem, place: FieldProblem['path']): boolean {
  return place.every((key, index) => path[index] === key);
}

/** What is wrong at just this place, in words; null when nothing is. */
export function problemAt(problems: readonly FieldProblem[], ...place: FieldProblem['path']): string | null {
  const own = problems.filter(problem => problem.path.length === place.length && isAt(problem, place));
  return own.length === 0 ? null : own.map(({ message }) => message).join('; ');
}

/** What is wrong with the entries of a list that is edited as lines of text, each named by what it holds. */
export function problemInLines(
  problems: readonly FieldProblem[],
  lines: readonly string[],
  ...place: FieldProblem['path']
): string | null {
  const own = problems
    .filter(problem => isAt(problem, place))
    .map(({ path, message }) => {
      const line = lines[Number(path[place.length])];
      return path.length === place.length || line === undefined
        ? message
        : `“${line.slice(0, NAMED_CHARACTERS)}” ${message}`;
    });
  return own.length === 0 ? null : own.join('; ');
}
