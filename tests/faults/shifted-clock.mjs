// For Node's --import: what this program takes for the time is so many milliseconds ahead of the machine's clock as a file
// says. Timers and performance.now() stay, as they do where somebody sets a clock.
import { readFileSync } from 'node:fs';

const LOOK_MS = 50;
const TrueDate = Date;
const file = process.env.CLOCK_SHIFT_FILE;
let shiftMs = 0;

function look() {
  const read = Number(readFileSync(file, 'utf8'));
  if (Number.isFinite(read)) shiftMs = read;
}

const now = () => TrueDate.now() + shiftMs;

if (file !== undefined && file !== '') {
  look();
  setInterval(look, LOOK_MS).unref();
  globalThis.Date = new Proxy(TrueDate, {
    apply: () => new TrueDate(now()).toString(),
    construct: (target, args, asked) => Reflect.construct(target, args.length === 0 ? [now()] : args, asked),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
  TrueDate.prototype.constructor = globalThis.Date;
}
