import { OptimisationNotFound } from '@/components/pages/not-found/optimisation-not-found';

export default function NoSuchOptimisation() {
  return <OptimisationNotFound />;
}
