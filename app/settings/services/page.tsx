import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { metricContext } from '@/app/metric-context';
import { FilePanel } from '@/components/pages/settings/file-panel';
import { rulesCodec, rulesPreviewQuery } from '@/components/pages/settings/rules-draft';
import { RulesForm } from '@/components/pages/settings/rules-form';
import { SettingsPage } from '@/components/pages/settings/settings-page';
import { previewRules } from '@/lib/settings/preview-rules';
import { listRuleNames } from '@/lib/settings/rule-names';
import { readSeriesNames } from '@/lib/settings/series-owners';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'Services and teams · Settings' };

/** Which service and team a step belongs to, and all settings as a file. */
export default async function ServiceRulesPage() {
  const client = new QueryClient();
  const { sections } = await prefetchSettings(client);
  const stored = sections.rules.value;
  // What rules match stands between their fields, and what could be split below: both must be there when they are.
  const series = await readSeriesNames(metricContext().source.pool);
  await client.prefetchQuery(
    rulesPreviewQuery(rulesCodec.toDraft(stored).rules, async rules => ({
      kind: 'accepted',
      answer: previewRules(rules, series, stored),
    })),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SettingsPage>
        <RulesForm splits={listRuleNames(stored, series).splits} />
        <FilePanel />
      </SettingsPage>
    </HydrationBoundary>
  );
}
