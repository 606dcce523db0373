import type { PoolName } from './services';

/** A runner. */
export interface Machine {
  name: string;
  /** How far its clock is off. */
  skewS: number;
  /** Added when the demo goes live, so that the extra builds do not choke it. */
  late?: true;
}

/** Each runs one pipeline at a time. */
export const MACHINES: Record<PoolName, readonly Machine[]> = {
  eu: [
    { name: 'runner-eu-1', skewS: 0 },
    { name: 'runner-eu-2', skewS: 0 },
    { name: 'runner-eu-3', skewS: 0, late: true },
    { name: 'runner-eu-4', skewS: 0, late: true },
  ],
  us: [
    { name: 'runner-us-1', skewS: 50 },
    { name: 'runner-us-2', skewS: -2 },
    { name: 'runner-us-3', skewS: 0, late: true },
  ],
  arm: [{ name: 'runner-arm-1', skewS: 1 }],
};
