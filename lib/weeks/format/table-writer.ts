import { type AnyColumn, type ColumnSpec, columnOf, emptyColumns, type FilledColumns } from './columns';

/** Columns that are filled entry by entry. */
export class TableWriter<Spec extends ColumnSpec> {
  readonly to: FilledColumns<Spec>;
  readonly #spec: Spec;
  #count = 0;

  /** @param most how many entries there may come to be */
  constructor(spec: Spec, most: number) {
    this.#spec = spec;
    this.to = emptyColumns(spec, most);
  }

  /** How many entries there are. */
  get count(): number {
    return this.#count;
  }

  /** @returns the index of a new entry; its columns are 0 until they are put */
  add(): number {
    this.#count += 1;
    return this.#count - 1;
  }

  /**
   * @param column one of `to`
   * @throws RangeError for a number that the column cannot hold: it would come back as another one
   */
  put(column: AnyColumn, entry: number, value: number): void {
    column[entry] = value;
    if (column[entry] !== value) throw this.#refusal(column, entry, value);
  }

  #refusal(column: AnyColumn, entry: number, value: number): RangeError {
    const [name, given] = Object.entries(this.#spec).find(([key]) => this.to[key] === column) ?? [];
    const kind = given === undefined ? 'column' : columnOf(given).kind;
    return new RangeError(`${name} of entry ${entry} is ${value}: no ${kind} holds it`);
  }

  /**
   * The entries there are.
   *
   * @param order their indexes in the order in which they are to be; without it as they were added
   */
  columns(order?: Uint32Array): FilledColumns<Spec> {
    if (order === undefined && this.#count === this.to.n) return this.to;
    const ordered = emptyColumns(this.#spec, this.#count);
    for (const name of Object.keys(this.#spec))
      copy(this.to[name] as AnyColumn, ordered[name] as AnyColumn, order);
    return ordered;
  }
}

function copy(from: AnyColumn, to: AnyColumn, order: Uint32Array | undefined): void {
  if (order === undefined) {
    to.set(from.subarray(0, to.length));
    return;
  }
  for (let entry = 0; entry < to.length; entry += 1) to[entry] = from[order[entry] ?? 0] ?? 0;
}
