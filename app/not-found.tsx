import Link from 'next/link';
import { Notice } from '@/components/layout/notice';

export default function NotFound() {
  return (
    <Notice title="There is no such page">
      <p>
        The address may be misspelt, or there is no such service, step or build.{' '}
        <Link href="/services">All services</Link>
      </p>
    </Notice>
  );
}
