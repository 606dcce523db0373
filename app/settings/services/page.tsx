import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { metricContext } from '@/app/metric-context';
import { PanelSlot } from '@/components/panels/panel-slot';
import { FilePanel } from '@/components/settings/file-panel';
import { rulesShape } from '@/components/settings/rules-draft';
import { RulesForm } from '@/components/settings/rules-form';
import { rulesPreviewQuery } from '@/components/settings/rules-preview-query';
import { SettingsPage } from '@/components/settings/settings-page';
import { previewRules } from '@/lib/catalog/preview-rules';
import { settingsQuery } from '@/lib/catalog/query';
import { readSeriesNames } from '@/lib/catalog/read-series-names';
import { readSettings } from '@/lib/catalog/read-settings';

export const metadata: Metadata = { title: 'Services and teams · Settings' };

/** Which service and team a step belongs to, and all settings as a file. */
export default async function ServiceRulesPage() {
  const client = new QueryClient();
  const { source, timeZone } = metricContext();
  const settings = await client.fetchQuery(settingsQuery(() => readSettings(source.pool, timeZone)));
  const drafts = rulesShape.toDraft(settings.sections.rules.value);
  // What rules match stands between their fields: it must be there when they are.
  await client.prefetchQuery(
    rulesPreviewQuery(drafts, async rules => {
      const preview = previewRules(rules, await readSeriesNames(source.pool));
      return { kind: 'preview', preview };
    }),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SettingsPage>
        <PanelSlot height={406} phoneHeight={490}>
          <RulesForm />
        </PanelSlot>
        <FilePanel />
      </SettingsPage>
    </HydrationBoundary>
  );
}
