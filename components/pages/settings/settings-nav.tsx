'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useFilterLink } from '@/components/filters/use-filter-link';
import classes from './settings-nav.module.css';

const PARTS = [
  { href: '/settings/servers', label: 'Servers' },
  { href: '/settings/services', label: 'Services and teams' },
  { href: '/settings/people', label: 'People and bots' },
  { href: '/settings/cost', label: 'Cost model' },
  { href: '/settings/hours', label: 'Working hours' },
];

/** The parts of the settings; the filters of the figures are kept for the way back. */
export function SettingsNav() {
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
