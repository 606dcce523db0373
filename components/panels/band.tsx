'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import { formatBand } from '@/lib/format';

const LAST_WORD = 'assumptions';

interface BandProps {
  low: number;
  high: number;
  format: (value: number) => string;
}

/** `24.6 to 533 h, depending on assumptions`, which leads to them. */
export function Band({ low, high, format }: BandProps) {
  const link = useFilterLink();
  const text = formatBand(low, high, format);
  if (!text.endsWith(LAST_WORD)) return text;
  return (
    <>
      {text.slice(0, -LAST_WORD.length)}
      <Link href={link('/settings/cost')} prefetch={false}>
        {LAST_WORD}
      </Link>
    </>
  );
}
