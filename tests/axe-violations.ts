import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** All that follows from colours. */
const COLOUR_RULES = axe
  .getRules(TAGS)
  .filter(({ tags }) => tags.includes('cat.color'))
  .map(({ ruleId }) => ruleId);
const found = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** What of WCAG 2.2 AA and of what is known to be good the page as it is now breaks: the rule, and where. */
export function axeViolations(page: Page): Promise<string[]> {
  return violationsOf(page, { type: 'tag', values: TAGS });
}

/** The same of a page of which only the colours are others than when all of it was looked at. */
export function colourViolations(page: Page): Promise<string[]> {
  return violationsOf(page, { type: 'rule', values: COLOUR_RULES });
}

async function violationsOf(page: Page, runOnly: axe.RunOnly): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] }).then(result => result.violations)`,
  );
  return found.parse(violations).map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`);
}
