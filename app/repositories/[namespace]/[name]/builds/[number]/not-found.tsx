import { MissingBuild } from '@/components/missing/missing-build';

export default function NoSuchBuild() {
  return <MissingBuild />;
}
