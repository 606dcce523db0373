'use client';

import { AppShell, Burger, Group, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { type Health, ImportState } from '@/components/panels/import-state';
import classes from './frame.module.css';
import { SchemeSwitch } from './scheme-switch';

/** The pages there are; a page joins when it exists. */
const PAGES = [{ href: '/repositories', label: 'Repositories' }];

/** What every page lives in: name, navigation, colour scheme, and how far the import has come. */
export function Frame({ health, children }: { health: Health; children: ReactNode }) {
  const [opened, { toggle, close }] = useDisclosure();
  const path = usePathname();
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 196, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <AppShell.Header className={classes.header}>
        <Group gap="sm" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
          <Link href="/" className={classes.brand} onClick={close}>
            <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
              <rect x="3" y="17" width="7" height="12" rx="1.5" opacity=".5" />
              <rect x="12.5" y="10" width="7" height="19" rx="1.5" opacity=".75" />
              <rect x="22" y="3" width="7" height="26" rx="1.5" />
            </svg>
            <Text component="span" fw={650}>
              Buildhours
            </Text>
          </Link>
        </Group>
        <SchemeSwitch />
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} p="sm">
        {PAGES.map(({ href, label }) => (
          <NavLink
            key={href}
            component={Link}
            href={href}
            label={label}
            active={path.startsWith(href)}
            onClick={close}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main className={classes.main}>
        <div className={classes.page}>
          <ImportState initial={health} />
          {children}
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
