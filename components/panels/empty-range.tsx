import { EmptyPanel } from './empty-panel';

/** Nothing ran in the range. */
export function EmptyRange({ title }: { title: string }) {
  return (
    <EmptyPanel title={title}>
      No successful build finished in this range on these branches. Choose a longer range or all branches.
    </EmptyPanel>
  );
}
