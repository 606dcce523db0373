/**
 * Values by group, each group ascending: as many groups as are counted, some of them empty.
 *
 * @param groupOf of each value, below 0: it is in none
 */
export function groupAscending(
  groupCount: number,
  groupOf: ArrayLike<number>,
  values: ArrayLike<number>,
): Float64Array[] {
  const ends = new Uint32Array(groupCount + 1);
  for (let i = 0; i < values.length; i += 1) {
    const group = groupOf[i] ?? -1;
    if (group >= 0) ends[group + 1] = (ends[group + 1] ?? 0) + 1;
  }
  for (let group = 0; group < groupCount; group += 1)
    ends[group + 1] = (ends[group + 1] ?? 0) + (ends[group] ?? 0);
  const starts = ends.slice(0, groupCount);
  const grouped = new Float64Array(ends[groupCount] ?? 0);
  for (let i = 0; i < values.length; i += 1) {
    const group = groupOf[i] ?? -1;
    if (group < 0) continue;
    const place = starts[group] ?? 0;
    grouped[place] = values[i] ?? 0;
    starts[group] = place + 1;
  }
  return Array.from(starts, (end, group) => grouped.subarray(ends[group], end).sort());
}
