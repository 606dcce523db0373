'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import { pageLinks } from '@/lib/page-links';

/** Where the step is, and the way to those of the same name. */
export function StepPlace({ text, step }: { text: string; step: string }) {
  const link = useFilterLink();
  return (
    <>
      {text} ·{' '}
      <Link href={link(pageLinks.stepName(step))} prefetch={false}>
        {step} in all services
      </Link>
    </>
  );
}
