'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useFilterLink } from '@/components/filters/filter-state';
import type { PageFilters } from '@/components/filters/page-filters';
import { useMayDo, useSeesAll } from '@/components/layout/access';
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

/** As lib/access/routes.ts has it, which decides. */
const PARTS = [
  { href: '/settings/servers', label: 'Servers', takes: 'admin' },
  { href: '/settings/services', label: 'Services and teams', takes: 'editor' },
  { href: '/settings/people', label: 'People and bots', takes: 'admin' },
  { href: '/settings/cost', label: 'Cost model', takes: 'admin' },
  { href: '/settings/hours', label: 'Working hours', takes: 'admin' },
  { href: '/settings/reports', label: 'Reports and alerts', takes: 'editor' },
  { href: '/settings/access', label: 'Access', takes: 'viewer' },
] as const;

/** What is left of the settings for who may see some repositories alone. */
const OWN = '/settings/access';

/** The parts of the settings; the filters of the figures are kept for the way back. */
function SettingsNav() {
  const path = usePathname();
  const link = useFilterLink();
  const mayDo = useMayDo();
  const seesAll = useSeesAll();
  return (
    <nav aria-label="Settings">
      <ul className={classes.parts}>
        {PARTS.filter(({ href, takes }) => mayDo(takes) && (seesAll || href === OWN)).map(
          ({ href, label }) => (
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
          ),
        )}
      </ul>
    </nav>
  );
}
