import { Code, Text, Title } from '@mantine/core';

/** What every page says as long as there is nothing to show. */
export function NoBuilds() {
  return (
    <>
      <Title order={1} size="h2" mb="xs">
        No builds yet
      </Title>
      <Text maw={620} mb="sm">
        Buildhours shows what the poller has brought from Drone, newest builds first. The first figures appear
        here seconds after it has found a repository with builds.
      </Text>
      <Text maw={620} c="dimmed">
        If nothing arrives, <Code>npx buildhours doctor</Code> checks address, token, permissions and database
        and says in words what is wrong.
      </Text>
    </>
  );
}
