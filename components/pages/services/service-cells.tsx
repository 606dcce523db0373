import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import { ChangeBadge } from '@/components/panels/insights/change-badge';
import classes from '@/components/ui/table.module.css';
import type { Change } from '@/lib/insights/query';
import type { MetricRows } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';

interface ServiceNameProps {
  row: Pick<MetricRows['services'], 'service' | 'team'>;
  /** Of any service. */
  changes: readonly Change[];
}

/** A service with its team, and what of it changed. */
export function ServiceName({ row: { service, team }, changes }: ServiceNameProps) {
  const link = useFilterLink();
  return (
    <>
      <Link className={classes.lead} href={link(pageLinks.service(service))} prefetch={false}>
        {service}
      </Link>
      <span className={classes.under}>
        {team}{' '}
        <ChangeBadge
          changes={changes.filter(({ services }) => services.includes(service))}
          of={{ service }}
        />
      </span>
    </>
  );
}
