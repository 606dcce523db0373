import { MissingService } from '@/components/pages/missing/missing-service';

export default function NoSuchService() {
  return <MissingService />;
}
