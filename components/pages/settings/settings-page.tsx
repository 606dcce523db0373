import type { ReactNode } from 'react';
import { Page } from '@/components/layout/page';
import { PanelGrid } from '@/components/ui/panel-grid';
import { SettingsNav } from './settings-nav';

/** A part of the settings: they can be made before there are builds, and no filter narrows them. */
export function SettingsPage({ children }: { children: ReactNode }) {
  return (
    <Page title="Settings" filters={{ offers: [] }} needsBuilds={false}>
      <SettingsNav />
      <PanelGrid>{children}</PanelGrid>
    </Page>
  );
}
