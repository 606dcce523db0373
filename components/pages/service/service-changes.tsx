'use client';

import { useMounted } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { ForRole } from '@/components/layout/access';
import { useDaysOf } from '@/components/layout/use-days-of';
import { ChangeBadge } from '@/components/panels/insights/change-badge';
import { scopeOf } from '@/components/panels/insights/optimisations-search';
import { useChanges } from '@/components/panels/insights/use-changes';
import { formatCountOf } from '@/lib/format';
import { optimisationNotesQuery } from '@/lib/insights/query';
import classes from './service.module.css';

/** As long as they are not known. */
const NO_DAYS = { from: '1970-01-01', until: '1970-01-01' };

/** What changed at the service in the range, and the optimisations that concern it; each a link. */
export function ServiceChanges({ service }: { service: string }) {
  const filter = useFilter();
  const link = useFilterLink();
  const days = useDaysOf(filter.range);
  const own = useChanges(filter, days ?? NO_DAYS);
  const { data: optimisations = [] } = useQuery(optimisationNotesQuery(scopeOf(filter)));
  // The server may have drawn the page before it knew any.
  const isMounted = useMounted();
  return (
    <p className={classes.changes}>
      {own.length > 0 ? (
        <ChangeBadge changes={own} of={{ service }} />
      ) : (
        <Link href={link('/changes', { service })} prefetch={false}>
          Changes
        </Link>
      )}
      <ForRole takes="viewer" isOfAll>
        {' '}
        ·{' '}
        <Link href={link('/optimisations', { service })} prefetch={false}>
          {isMounted && optimisations.length > 0
            ? formatCountOf(optimisations.length, 'optimisation')
            : 'Optimisations'}
        </Link>
      </ForRole>
    </p>
  );
}
