'use client';

import { usePathname } from 'next/navigation';
import { NotFoundPage } from './page-not-found';

const CRUMBS = [{ label: 'Optimisations', href: '/optimisations' }];

/** No optimisation has the number in the address. */
export function OptimisationNotFound() {
  const id = usePathname().split('/')[2] ?? '';
  return (
    <NotFoundPage title={`There is no optimisation ${id}`} crumbs={CRUMBS} near={[]}>
      <li>It has been deleted. Who deleted it can undo that for a week.</li>
    </NotFoundPage>
  );
}
