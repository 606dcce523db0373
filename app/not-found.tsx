import { Text, Title } from '@mantine/core';
import Link from 'next/link';

export default function NotFound() {
  return (
    <>
      <Title order={1} size="h2" mb="xs">
        There is no such page
      </Title>
      <Text>
        The address may be misspelt, or there is no such service, step or build.{' '}
        <Link href="/services">All services</Link>
      </Text>
    </>
  );
}
