import { Text, Title } from '@mantine/core';
import Link from 'next/link';

export default function NotFound() {
  return (
    <>
      <Title order={1} size="h2" mb="xs">
        There is no such page
      </Title>
      <Text>
        The address may be misspelt, or the repository has never built.{' '}
        <Link href="/repositories">All repositories</Link>
      </Text>
    </>
  );
}
