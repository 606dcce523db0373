import { MissingBuild } from '@/components/pages/missing/missing-build';

export default function NoSuchBuild() {
  return <MissingBuild />;
}
