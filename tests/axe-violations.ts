import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const found = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** What of WCAG 2.2 AA and of what is known to be good the page as it is now breaks: the rule, and where. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] }).then(result => result.violations)`,
  );
  return found.parse(violations).map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`);
}
