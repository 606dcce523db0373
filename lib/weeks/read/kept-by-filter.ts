import { entryOf } from '@/lib/entry-of';

/** Pages ask with their filter, and with none beside it; what a filter narrows further is asked for once in a while. */
const MOST_FILTERS = 3;

/** What is made of columns for a filter. Columns in memory never change, so each is made once, and goes with them. */
export class KeptByFilter<Columns extends object, Value> {
  private readonly kept = new WeakMap<Columns, Map<string, { value: Value }>>();

  constructor(private readonly most = MOST_FILTERS) {}

  /** @param filter tells it from others */
  of(columns: Columns, filter: string, make: () => Value): Value {
    const byFilter = entryOf(this.kept, columns, () => new Map<string, { value: Value }>());
    const known = byFilter.get(filter);
    if (known !== undefined) return known.value;
    const value = make();
    const [oldest] = byFilter.keys();
    if (byFilter.size === this.most && oldest !== undefined) byFilter.delete(oldest);
    byFilter.set(filter, { value });
    return value;
  }
}
