'use client';

import { useFilterContext } from '@/components/filters/filter-context';
import { type ExportPage, exportAddress } from '@/lib/metrics/query';
import { rangeProblem } from '@/lib/time/ranges';
import classes from './link-button.module.css';

/** All figures of the page as one file, by one click. */
export function ExportLink({ page }: { page: ExportPage }) {
  const { wanted } = useFilterContext();
  if (rangeProblem(wanted.range) !== null) return null;
  return (
    <a
      className={classes.button}
      href={exportAddress(page, wanted)}
      download
      title="All figures of this page as one CSV file, hours and seconds"
    >
      Export
    </a>
  );
}
