import { Text } from '@mantine/core';
import classes from './panel.module.css';

/** A panel of a range in which nothing ran says so, and what to do. */
export function EmptyRange({ title }: { title: string }) {
  return (
    <article className={classes.panel}>
      <Text fw={600} mb={4}>
        {title}
      </Text>
      <Text size="sm" c="dimmed">
        No successful build finished in this range on these branches. Choose a longer range or all branches.
      </Text>
    </article>
  );
}
