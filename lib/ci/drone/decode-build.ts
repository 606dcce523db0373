import type { BuildFact, ListedBuild } from '@/lib/facts/build-fact';
import { decodeStage } from './decode-stage';
import { isPlainBuild, isPlainBuildList } from './plain-build';
import { buildWire, type ListedBuildWire, listedBuildWire } from './wire-build';
import { numberOrNull, stringsOrNull, textOrNull, timeOrNull } from './wire-values';

/**
 * A build with its stages and steps, from the JSON of Drone's detail or webhook.
 *
 * @throws ZodError
 */
export function decodeBuild(json: unknown): BuildFact {
  const wire = isPlainBuild(json) ? json : buildWire.parse(json);
  return { ...decodeRow(wire), stages: (wire.stages ?? []).map(decodeStage) };
}

/**
 * The builds of a list. Lists never hold stages, which says nothing about whether a build has some.
 *
 * @throws ZodError
 */
export function decodeBuildList(json: unknown): ListedBuild[] {
  const wires = isPlainBuildList(json) ? json : (listedBuildWire.array().nullable().parse(json) ?? []);
  return wires.map(decodeRow);
}

function decodeRow(wire: ListedBuildWire): ListedBuild {
  return {
    number: wire.number,
    droneId: wire.id,
    parent: numberOrNull(wire.parent),
    status: wire.status,
    event: eventOf(wire),
    action: textOrNull(wire.action),
    trigger: textOrNull(wire.trigger),
    sender: textOrNull(wire.sender),
    authorLogin: textOrNull(wire.author_login),
    authorName: textOrNull(wire.author_name),
    authorEmail: textOrNull(wire.author_email),
    ref: textOrNull(wire.ref),
    source: textOrNull(wire.source),
    target: textOrNull(wire.target),
    sourceRepo: textOrNull(wire.source_repo),
    beforeSha: textOrNull(wire.before),
    afterSha: textOrNull(wire.after),
    title: textOrNull(wire.title),
    message: textOrNull(wire.message),
    link: textOrNull(wire.link),
    cron: textOrNull(wire.cron),
    deployTo: textOrNull(wire.deploy_to),
    deployId: numberOrNull(wire.deploy_id),
    params: stringsOrNull(wire.params),
    error: textOrNull(wire.error),
    createdAt: new Date(wire.created * 1000),
    startedAt: timeOrNull(wire.started),
    finishedAt: timeOrNull(wire.finished),
    updatedAt: timeOrNull(wire.updated),
    version: wire.version,
  };
}

/** Drone 1.1 to 1.3 wrote `push` for builds that a cron job started. */
function eventOf(wire: ListedBuildWire): string {
  const byCron = textOrNull(wire.cron) !== null || wire.trigger === '@cron';
  return wire.event === 'push' && byCron ? 'cron' : wire.event;
}
