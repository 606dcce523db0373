'use client';

import dynamic from 'next/dynamic';

/** Forms are heavy, and this one is opened rarely. */
export const RecordForm = dynamic(
  () => import('./optimisation-form').then(module => module.OptimisationForm),
  {
    ssr: false,
  },
);
