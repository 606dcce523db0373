import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { metricContext } from '@/app/metric-context';
import { FilePanel } from '@/components/pages/settings/file-panel';
import { rulesCodec, rulesPreviewQuery } from '@/components/pages/settings/rules-draft';
import { RulesForm } from '@/components/pages/settings/rules-form';
import { SettingsPage } from '@/components/pages/settings/settings-page';
import { previewRules } from '@/lib/settings/preview-rules';
import { readSeriesNames } from '@/lib/settings/series-owners';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'Services and teams · Settings' };

/** Which service and team a step belongs to, and all settings as a file. */
export default async function ServiceRulesPage() {
  const client = new QueryClient();
  const { sections } = await prefetchSettings(client);
  // What rules match stands between their fields: it must be there when they are.
  await client.prefetchQuery(
    rulesPreviewQuery(rulesCodec.toDraft(sections.rules.value).rules, async rules => {
      const answer = previewRules(
        rules,
        await readSeriesNames(metricContext().source.pool),
        sections.rules.value,
      );
      return { kind: 'accepted', answer };
    }),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SettingsPage>
        <RulesForm />
        <FilePanel />
      </SettingsPage>
    </HydrationBoundary>
  );
}
