'use client';

import '@mantine/core/styles/Accordion.layer.css';
import { Accordion as KitAccordion } from '@mantine/core';
import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import classes from './accordion.module.css';
import { expandedParsers } from './expanded-parsers';

/** What is asked rarely: lines that expand; which of them are stands in the address. */
export function Accordion({ children }: { children: ReactNode }) {
  const [{ open }, setOpen] = useQueryStates(expandedParsers, { history: 'replace' });
  return (
    <KitAccordion
      multiple
      value={open}
      onChange={value => void setOpen({ open: value })}
      keepMounted={false}
      order={2}
      chevronPosition="left"
      transitionDuration={0}
      classNames={classes}
    >
      {children}
    </KitAccordion>
  );
}

interface AccordionItemProps {
  /** Stands in the address while it is open. */
  id: string;
  title: string;
  /** What is inside, in a few words. */
  about: string;
  children: ReactNode;
}

/** One line of an accordion; its content is only read once it is open. */
export function AccordionItem({ id, title, about, children }: AccordionItemProps) {
  return (
    <KitAccordion.Item value={id}>
      <KitAccordion.Control>
        {title} <span className={classes.about}>{about}</span>
      </KitAccordion.Control>
      <KitAccordion.Panel>{children}</KitAccordion.Panel>
    </KitAccordion.Item>
  );
}
