'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { useFilterLink } from '@/components/filters/filter-state';
import { SkipLink } from '@/components/ui/skip-link';
import type { Health } from '@/lib/operations/query';
import { useSeesAll } from './access';
import classes from './app-shell.module.css';
import { ColorSchemeSwitch } from './color-scheme-switch';
import { CommandPalette } from './command-palette';
import { HealthProvider } from './health';
import { ImportState } from './import-state';
import { pagesFor } from './page-links';
import { SavedViewList } from './saved-view-list';
import { SignedIn } from './signed-in';
import { useLightPrint } from './use-light-print';

/** What every page lives in: name, navigation, colour scheme, and how far the import has come. */
export function AppShell({ health, children }: { health: Health; children: ReactNode }) {
  const [opened, setOpened] = useState(false);
  const path = usePathname();
  const link = useFilterLink();
  const seesAll = useSeesAll();
  useLightPrint();
  return (
    <HealthProvider initial={health}>
      <SkipLink to="figures">Skip to the figures</SkipLink>
      <div className={classes.shell} data-opened={opened}>
        <div className={classes.rail}>
          <header className={classes.header}>
            <Link
              href={link('/')}
              prefetch={false}
              className={classes.brand}
              onClick={() => setOpened(false)}
            >
              <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
                <rect x="3" y="17" width="7" height="12" rx="1.5" opacity=".5" />
                <rect x="12.5" y="10" width="7" height="19" rx="1.5" opacity=".75" />
                <rect x="22" y="3" width="7" height="26" rx="1.5" />
              </svg>
              Buildhours
            </Link>
            <button
              type="button"
              className={classes.menu}
              aria-expanded={opened}
              aria-controls="navigation"
              onClick={() => setOpened(now => !now)}
            >
              Menu
            </button>
          </header>
          <div className={classes.side} id="navigation">
            <nav aria-label="Pages">
              <CommandPalette onOpen={() => setOpened(false)} />
              <ul className={classes.pages}>
                {pagesFor(seesAll).map(({ href, label, below }) => (
                  <li key={href}>
                    <Link
                      href={link(href)}
                      prefetch={false}
                      className={classes.page}
                      aria-current={currentness(path, href, below)}
                      onClick={() => setOpened(false)}
                    >
                      {label}
                    </Link>
                  </li>
                ))}
              </ul>
              <SavedViewList onChoose={() => setOpened(false)} />
            </nav>
            <section className={classes.foot} aria-label="Account and colours">
              <SignedIn />
              <ColorSchemeSwitch />
            </section>
          </div>
        </div>
        <main className={classes.main}>
          <ImportState />
          {children}
        </main>
      </div>
    </HealthProvider>
  );
}

/** `page`: this one; `true`: something below it. */
function currentness(path: string, href: string, below: readonly string[]): 'page' | 'true' | undefined {
  if (path === href) return 'page';
  return below.some(start => path.startsWith(start)) ? 'true' : undefined;
}
