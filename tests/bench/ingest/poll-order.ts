import type { UpkeepTimes } from '@/lib/poller/upkeep';

/** What the measured poller is told: `sync` is one pass with upkeep after it, `poll` follows with upkeep beside. */
export interface PollOrder {
  server: string;
  databaseUrl: string;
  mode: 'sync' | 'poll';
  withLogs: boolean;
  /** With a sample of its stack every millisecond, which itself costs CPU. */
  profiled: boolean;
}

export interface PollResult {
  buildsStored: number;
  logsRead: number;
  requests: number;
  seconds: number;
  upkeep: UpkeepTimes;
  /** Of the whole process, without loading its code. */
  cpuSeconds: number;
  peakBytes: number;
  /** Seconds at work by what was done, most first; null where it was not asked for. */
  profile: Array<[string, number]> | null;
}
