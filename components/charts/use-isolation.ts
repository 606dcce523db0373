'use client';

import { useState } from 'react';
import type { Isolation } from './chart-frame';

/** What the legend draws alone: the series of that key, or all (null). A single series cannot be isolated. */
export function useIsolation(keys: readonly string[]): {
  alone: string | null;
  frame: { isolation?: Isolation };
} {
  const [key, set] = useState<string | null>(null);
  // The series may be others by now.
  const alone = key !== null && keys.includes(key) ? key : null;
  return { alone, frame: keys.length > 1 ? { isolation: { key: alone, set } } : {} };
}
