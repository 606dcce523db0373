'use client';

import { formatCount } from '@/lib/format';
import panel from './panel.module.css';

interface ShowAllProps {
  /** Of the whole list. */
  count: number;
  showsAll: boolean;
  toggle: () => void;
}

/** Below a list of which only the first are shown: shows the others, too. */
export function ShowAll({ count, showsAll, toggle }: ShowAllProps) {
  return (
    <button type="button" className={panel.more} aria-expanded={showsAll} onClick={toggle}>
      {showsAll ? 'Show fewer' : `Show all ${formatCount(count)}`}
    </button>
  );
}
