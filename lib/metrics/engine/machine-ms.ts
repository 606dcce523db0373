import { forEachStage, type Period, UNKNOWN, type WeekReader } from '@/lib/weeks/reader';

/** How long runners were busy with the stages in scope, milliseconds; null while no rate is set: nobody asks. */
export async function machineMs(reader: WeekReader, period: Period): Promise<number | null> {
  if (reader.catalog.cost.runnerRatePerHour === null) return null;
  let seconds = 0;
  await forEachStage(reader, period, ({ parts: { stages } }) => i => {
    const run = stages.runS[i] ?? UNKNOWN;
    if (run !== UNKNOWN) seconds += run;
  });
  return seconds * 1000;
}
