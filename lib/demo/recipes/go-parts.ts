import { printing } from '../logs/command';
import { goTest } from '../logs/go-test';
import { pulled } from './common-steps';
import type { DockerInstruction } from './publish-step';
import type { RecipeContext, StepRecipe } from './recipe';

export const GO = 'golang:1.23';

export function goDockerfile(): DockerInstruction[] {
  return [
    { text: `FROM ${GO} AS build`, seconds: 9, dependsOn: 'base', fromLayers: 6 },
    { text: 'WORKDIR /src', seconds: 0.3, dependsOn: 'base' },
    {
      text: 'RUN apt-get update && apt-get install -y ca-certificates tzdata',
      seconds: 16,
      dependsOn: 'base',
    },
    { text: 'COPY go.mod go.sum vendor ./', seconds: 1.2, dependsOn: 'requirements' },
    { text: 'RUN go build -mod=vendor std', seconds: 34, dependsOn: 'requirements' },
    { text: 'COPY . .', seconds: 0.9, dependsOn: 'source' },
    {
      text: 'RUN CGO_ENABLED=0 go build -mod=vendor -o /out/server ./cmd/server',
      seconds: 38,
      dependsOn: 'source',
    },
    {
      text: 'FROM gcr.io/distroless/static-debian12 AS runtime',
      seconds: 2,
      dependsOn: 'base',
      fromLayers: 4,
    },
    { text: 'COPY --from=build /out/server /server', seconds: 0.7, dependsOn: 'source' },
    { text: 'ENTRYPOINT ["/server"]', seconds: 0.2, dependsOn: 'source' },
  ];
}

export function goTestStep(context: RecipeContext): StepRecipe {
  const { repo, lockChanged, event } = context.record;
  const cachedRatio = lockChanged ? 0 : event === 'cron' ? 0.2 : 0.45;
  return {
    name: 'test',
    image: GO,
    failureWeight: 6,
    acts: failing => [
      ...pulled(context, GO, 10),
      printing('go vet -mod=vendor ./...', context.compute(21), []),
      goTest(
        `git.lantern-goods.example/${repo.slug}`,
        cachedRatio,
        failing,
        context.compute(122 - 50 * cachedRatio),
      ),
    ],
  };
}
