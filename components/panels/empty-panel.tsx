import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './panel.module.css';

/** A panel without figures says why it has none, and what to do. */
export function EmptyPanel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <article className={classes.panel}>
      <Text fw={600} mb={4}>
        {title}
      </Text>
      <Text size="sm" c="dimmed">
        {children}
      </Text>
    </article>
  );
}
