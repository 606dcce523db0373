'use client';

import { Button, Code, Text, Title } from '@mantine/core';

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <div role="alert">
      <Title order={1} size="h2" mb="xs">
        This page could not be made
      </Title>
      <Text mb="sm" maw={620}>
        {error.message}. If it stays like this, <Code>npx buildhours doctor</Code> says what is wrong.
      </Text>
      <Button variant="default" onClick={reset}>
        Try again
      </Button>
    </div>
  );
}
