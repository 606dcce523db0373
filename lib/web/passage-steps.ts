import { checkAccess } from '@/lib/access/check-access';
import type { PassageStep } from '@/lib/access/passage';
import { guard } from './guard';

/** What every request for a page or route passes, in this order; the first that answers ends it. */
export const PASSAGE_STEPS: readonly PassageStep[] = [guard, checkAccess];
