import { MINUTE_MS } from '@/lib/time/units';

/** What fails item by item. */
export type TroubledKind = 'build' | 'log';

interface Told {
  atMs: number;
  untold: number;
}

/** Where thousands fail for one reason, one line a minute for each kind says so; pages and doctor name them all. */
export class TroubleLines {
  private readonly told = new Map<TroubledKind, Told>();

  constructor(
    private readonly tell: (line: string) => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** @param messages one for each that failed */
  note(kind: TroubledKind, messages: readonly string[]): void {
    const [first] = messages;
    if (first === undefined) return;
    const last = this.told.get(kind);
    const untold = (last?.untold ?? 0) + messages.length;
    if (last !== undefined && this.nowMs() - last.atMs < MINUTE_MS) {
      last.untold = untold;
      return;
    }
    const others = untold - 1;
    this.tell(
      others === 0 ? first : `${first}; and ${others} other ${kind}${others === 1 ? '' : 's'} failed`,
    );
    this.told.set(kind, { atMs: this.nowMs(), untold: 0 });
  }
}
