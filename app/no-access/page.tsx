import { forbidden } from 'next/navigation';

/** What proxy.ts leads to in place of a page that takes a higher role: 403, and app/forbidden.tsx says why. */
export default function NoAccessPage(): never {
  forbidden();
}
