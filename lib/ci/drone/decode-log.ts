import { z } from 'zod';

/** One entry of a step's log, as stored by the runner. */
export interface DroneLogLine {
  /** From 0; starts higher where the oldest lines were dropped. */
  pos: number;
  /** Usually one line with its line end; long lines come in several entries, and an entry may be empty. */
  out: string;
  /** Whole seconds since the step started. */
  time: number;
}

const logWire = z
  .object({ pos: z.int().nullish(), out: z.string().nullish(), time: z.number().nullish() })
  .array()
  .nullable();

/**
 * A step's log; `[]` for a silent step, whose log is the word null. An entry without a position follows
 * the one before it; without a time it is of second 0, which some writers leave out.
 *
 * @throws ZodError
 */
export function decodeLog(json: unknown): DroneLogLine[] {
  let next = 0;
  return (logWire.parse(json) ?? []).map(wire => {
    const pos = wire.pos ?? next;
    next = pos + 1;
    return { pos, out: wire.out ?? '', time: wire.time ?? 0 };
  });
}
