import { gradleBuild } from '../logs/gradle';
import { cloneStep, databaseService, notifyStep, pulled, stageOf } from './common-steps';
import { type DockerInstruction, publishStep } from './publish-step';
import type { RecipeContext, StageRecipe, StepRecipe } from './recipe';

const JDK = 'eclipse-temurin:21-jdk';

/** Gradle with its build cache in a volume, beside a database. */
export function gradleStages(context: RecipeContext): StageRecipe[] {
  const { lockChanged, event } = context.record;
  const cachedRatio = lockChanged ? 0 : event === 'cron' ? 0.3 : 0.5;
  const build: StepRecipe = {
    name: 'build',
    image: JDK,
    failureWeight: 7,
    acts: failing => [
      ...pulled(context, JDK, 10),
      gradleBuild(cachedRatio, failing, context.compute(212 - 60 * cachedRatio)),
    ],
  };
  const instructions: DockerInstruction[] = [
    { text: 'FROM eclipse-temurin:21-jre', seconds: 8, dependsOn: 'base', fromLayers: 6 },
    { text: 'RUN apt-get update && apt-get install -y fontconfig curl', seconds: 22, dependsOn: 'base' },
    {
      text: 'RUN curl -fsSLo /agent.jar https://repo.lantern-goods.example/agent-2.6.jar',
      seconds: 18,
      dependsOn: 'base',
    },
    { text: 'COPY build/libs/dependencies/ /app/lib/', seconds: 2, dependsOn: 'requirements' },
    {
      text: 'RUN java -XX:ArchiveClassesAtExit=/app/cds.jsa -cp "/app/lib/*" WarmUp',
      seconds: 21,
      dependsOn: 'requirements',
    },
    { text: 'COPY build/libs/application.jar /app/', seconds: 0.9, dependsOn: 'source' },
    { text: 'ENTRYPOINT ["java", "-jar", "/app/application.jar"]', seconds: 0.2, dependsOn: 'source' },
  ];
  return [
    stageOf(
      context,
      'default',
      [],
      [
        cloneStep(context),
        databaseService(context),
        build,
        publishStep(context, { instructions, pushSeconds: 22 }),
        notifyStep(context),
      ],
    ),
  ];
}
