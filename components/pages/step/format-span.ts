import { formatDuration } from '@/lib/format';

/** The clock of a log has whole seconds: what it says takes none took less than one. */
export function formatSpan(ms: number | null): string {
  return ms === 0 ? '<1s' : formatDuration(ms);
}
