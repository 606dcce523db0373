import { MissingService } from '@/components/missing/missing-service';

export default function NoSuchService() {
  return <MissingService />;
}
