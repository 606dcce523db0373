'use client';

import { Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { metricQuery } from '@/lib/metrics/query';
import classes from './filter-bar.module.css';
import { RangePicker } from './range-picker';
import { useFilter, useFilterState } from './use-filter';

const CLASSES = [
  { value: 'all', label: 'All branches' },
  { value: 'default', label: 'Default branch' },
  { value: 'others', label: 'Other branches' },
];

const BUCKETS = [
  { value: 'auto', label: 'Automatic' },
  { value: 'day', label: 'By day' },
  { value: 'week', label: 'By week' },
];

const isBucket = (value: string | null): value is 'auto' | 'day' | 'week' =>
  BUCKETS.some(bucket => bucket.value === value);

/** Range, branch and bucket of everything on the page. */
export function FilterBar({ repository }: { repository: string | null }) {
  const [{ branch, bucket }, setFilters] = useFilterState();
  const filter = useFilter(repository);
  const { data } = useQuery({ ...metricQuery('branches', filter), enabled: repository !== null });
  const names = (data?.rows ?? [])
    .map(row => row.branch)
    .filter(name => !CLASSES.some(c => c.value === name));
  const known = new Set([...names, ...CLASSES.map(c => c.value)]);
  const groups = [
    { group: 'Class', items: CLASSES },
    { group: 'One branch', items: known.has(branch) ? names : [branch, ...names] },
  ];
  return (
    <Group className={classes.bar} gap="sm" role="group" aria-label="Filters">
      <RangePicker />
      <Select
        size="xs"
        w={230}
        aria-label="Branch"
        data={groups.filter(({ items }) => items.length > 0)}
        value={branch}
        searchable
        allowDeselect={false}
        maxDropdownHeight={320}
        nothingFoundMessage="No build of the range came from such a branch"
        onChange={value => setFilters({ branch: value })}
      />
      <Select
        size="xs"
        w={130}
        aria-label="Bucket"
        data={BUCKETS}
        value={bucket}
        allowDeselect={false}
        onChange={value => {
          if (isBucket(value)) setFilters({ bucket: value });
        }}
      />
    </Group>
  );
}
