import type { BuildRecord } from './build-record';

/** Seconds after creation at which somebody approved a held-back build; 0 when nobody had to. */
export function approvalS(record: BuildRecord): number {
  return record.repo.protected && record.fate === 'pass' ? record.fateAfterS : 0;
}
