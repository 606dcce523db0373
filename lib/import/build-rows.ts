import type { BuildFact } from '@/lib/facts/build-fact';
import { personOf } from '@/lib/facts/build-rules';

/** Rows as the tables build, stage and step take them; keys are names of columns. */
export interface BuildRows {
  builds: Row[];
  stages: Row[];
  steps: Row[];
}

type Row = Record<string, unknown>;

/** Facts → rows. */
export function buildRows(repoId: number, facts: ReadonlyArray<BuildFact & { isFinal: boolean }>): BuildRows {
  const rows: BuildRows = { builds: [], stages: [], steps: [] };
  for (const build of facts) {
    rows.builds.push({
      repo_id: repoId,
      number: build.number,
      drone_id: build.droneId,
      parent: build.parent,
      status: build.status,
      event: build.event,
      action: build.action,
      trigger: build.trigger,
      sender: build.sender,
      author_login: build.authorLogin,
      author_name: build.authorName,
      author_email: build.authorEmail,
      ref: build.ref,
      source: build.source,
      target: build.target,
      source_repo: build.sourceRepo,
      before_sha: build.beforeSha,
      after_sha: build.afterSha,
      title: build.title,
      message: build.message,
      link: build.link,
      cron: build.cron,
      deploy_to: build.deployTo,
      deploy_id: build.deployId,
      params: build.params,
      error: build.error,
      created_at: build.createdAt,
      started_at: build.startedAt,
      finished_at: build.finishedAt,
      updated_at: build.updatedAt,
      version: build.version,
      person: personOf(build),
      is_final: build.isFinal,
    });
    for (const stage of build.stages) {
      rows.stages.push({
        repo_id: repoId,
        build_number: build.number,
        number: stage.number,
        drone_id: stage.droneId,
        name: stage.name,
        kind: stage.kind,
        type: stage.type,
        status: stage.status,
        error: stage.error,
        error_ignored: stage.errorIgnored,
        exit_code: stage.exitCode,
        machine: stage.machine,
        os: stage.os,
        arch: stage.arch,
        created_at: stage.createdAt,
        started_at: stage.startedAt,
        stopped_at: stage.stoppedAt,
        version: stage.version,
        on_success: stage.onSuccess,
        on_failure: stage.onFailure,
        depends_on: stage.dependsOn,
        labels: stage.labels,
      });
      for (const step of stage.steps) {
        rows.steps.push({
          repo_id: repoId,
          build_number: build.number,
          stage_number: stage.number,
          number: step.number,
          drone_id: step.droneId,
          name: step.name,
          status: step.status,
          error: step.error,
          error_ignored: step.errorIgnored,
          exit_code: step.exitCode,
          started_at: step.startedAt,
          stopped_at: step.stoppedAt,
          version: step.version,
          depends_on: step.dependsOn ?? [],
          depends_on_known: step.dependsOn !== null,
          image: step.image,
          detached: step.detached,
        });
      }
    }
  }
  return rows;
}
