import { BuildNotFound } from '@/components/pages/not-found/build-not-found';

export default function NoSuchBuild() {
  return <BuildNotFound />;
}
