'use client';

import { Popover } from '@mantine/core';
import classes from './panel.module.css';

/** What a figure means, on demand. */
export function Definition({ text, of }: { text: string; of: string }) {
  return (
    <Popover width={340} position="bottom-start" shadow="md" withinPortal transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <button type="button" className={classes.info} aria-label={`What is meant by ${of}`}>
          ?
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.definition}>{text}</Popover.Dropdown>
    </Popover>
  );
}
