'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import type { BuildDetail } from '@/lib/builds/query';
import { describeKnownChange } from './describe-build';

interface KnownChangeLinkProps {
  change: NonNullable<BuildDetail['knownChange']>;
  repository: string;
  /** Of the change; null: of the wait for whole builds. */
  pipeline: string | null;
  step: string | null;
  className: string | undefined;
}

/** Since when something takes what it took here, and not what it took before; leads to its suspects. */
export function KnownChangeLink({ change, repository, pipeline, step, className }: KnownChangeLinkProps) {
  const link = useFilterLink();
  const place = { team: null, service: null, repository, pipeline, step };
  return (
    <Link
      className={className}
      href={link('/changes', place, [], { open: change.id })}
      prefetch={false}
      title="What changed, and which builds are suspects"
    >
      {describeKnownChange(change)}
    </Link>
  );
}
