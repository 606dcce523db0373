'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import { ForRole } from '@/components/layout/access';
import { formatBand } from '@/lib/format';

const LAST_WORD = 'assumptions';

interface BandProps {
  low: number;
  high: number;
  format: (value: number) => string;
}

/** `24.6 to 533 h, depending on assumptions`, which leads to them. */
export function Band({ low, high, format }: BandProps) {
  const text = formatBand(low, high, format);
  if (!text.endsWith(LAST_WORD)) return text;
  return (
    <>
      {text.slice(0, -LAST_WORD.length)}
      <Assumptions />
    </>
  );
}

/** The word, which leads who may open the cost model to it. */
export function Assumptions() {
  const link = useFilterLink();
  return (
    <ForRole takes="admin" isOfAll otherwise={LAST_WORD}>
      <Link href={link('/settings/cost')} prefetch={false}>
        {LAST_WORD}
      </Link>
    </ForRole>
  );
}
