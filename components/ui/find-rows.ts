/** The rows whose text holds every word that is searched for, in any order and case. */
export function findRows<Row>(rows: readonly Row[], find: string, textOf: (row: Row) => string): Row[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(row => {
    const text = textOf(row).toLowerCase();
    return words.every(word => text.includes(word));
  });
}
