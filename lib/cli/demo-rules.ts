import type pg from 'pg';
import { SERVICE_RULES } from '@/lib/demo/service-rules';
import { readSettingsSections } from '@/lib/settings/read-settings';
import { SettingsConflictError, storeSettings } from '@/lib/settings/save-settings';

/** Gives the demo the rules of its services; rules that somebody saved, none included, stay as they are. */
export async function saveDemoRules(pool: pg.Pool): Promise<void> {
  const { revisions } = await readSettingsSections(pool);
  if (revisions.rules !== null) return;
  try {
    await storeSettings(pool, { rules: SERVICE_RULES }, revisions);
  } catch (error) {
    // Somebody saved rules meanwhile: theirs count.
    if (!(error instanceof SettingsConflictError)) throw error;
  }
}
