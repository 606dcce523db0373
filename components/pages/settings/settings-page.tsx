'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useFilterLink } from '@/components/filters/filter-state';
import type { PageFilters } from '@/components/filters/page-filters';
import { Page } from '@/components/layout/page';
import { PanelGrid } from '@/components/ui/panel-layout';
import classes from './settings-nav.module.css';

interface SettingsPageProps {
  /** Of what is told beside the settings; the settings themselves are narrowed by none. */
  filters?: PageFilters;
  children: ReactNode;
}

/** A part of the settings: they can be made before there are builds. */
export function SettingsPage({ filters = { offers: [] }, children }: SettingsPageProps) {
  return (
    <Page title="Settings" filters={filters} needsBuilds={false}>
      <SettingsNav />
      <PanelGrid>{children}</PanelGrid>
    </Page>
  );
}

const PARTS = [
  { href: '/settings/servers', label: 'Servers' },
  { href: '/settings/services', label: 'Services and teams' },
  { href: '/settings/people', label: 'People and bots' },
  { href: '/settings/cost', label: 'Cost model' },
  { href: '/settings/hours', label: 'Working hours' },
  { href: '/settings/reports', label: 'Reports and alerts' },
];

/** The parts of the settings; the filters of the figures are kept for the way back. */
function SettingsNav() {
  const path = usePathname();
  const link = useFilterLink();
  return (
    <nav aria-label="Settings">
      <ul className={classes.parts}>
        {PARTS.map(({ href, label }) => (
          <li key={href}>
            <Link
              href={link(href)}
              prefetch={false}
              className={classes.part}
              aria-current={path === href ? 'page' : undefined}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
