/**
 * The entry of a column or list that is known to have one there; what follows a missing one would be wrong in silence.
 *
 * @throws RangeError that names the column
 */
export function at<Value>(column: ArrayLike<Value>, index: number, name: string): Value {
  const value = column[index];
  if (value === undefined) throw new RangeError(`${name}[${index}] of ${column.length}`);
  return value;
}
