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
import { settingsPartsFor } from './settings-parts';

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

/** The parts of the settings; the filters of the figures are kept for the way back. */
function SettingsNav() {
  const path = usePathname();
  const link = useFilterLink();
  const mayDo = useMayDo();
  const seesAll = useSeesAll();
  return (
    <nav aria-label="Settings">
      <ul className={classes.parts}>
        {settingsPartsFor(mayDo, seesAll).map(({ href, label }) => (
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
