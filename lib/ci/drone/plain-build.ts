import { STATUSES } from '@/lib/facts/vocabulary';
import {
  type BuildWire,
  isTime,
  type ListedBuildWire,
  MAX_NUMBER,
  type StageWire,
  type StepWire,
} from './wire';

type Fields = Record<string, unknown>;

/**
 * Whether a build is just as Drone writes it, so that `buildWire` would let it through as it is; looking costs a
 * fraction of parsing. False says nothing: whatever is odd in any way is for `buildWire` to judge.
 */
export function isPlainBuild(json: unknown): json is BuildWire {
  return isFields(json) && isRow(json) && isListOf(json.stages, isStage);
}

/** The same for a build of a list, and `listedBuildWire`. */
export function isPlainListedBuild(json: unknown): json is ListedBuildWire {
  return isFields(json) && isRow(json);
}

function isRow(row: Fields): boolean {
  return (
    isInt(row.id) &&
    isIntOrAbsent(row.repo_id) &&
    isPositive(row.number) &&
    isIntOrAbsent(row.parent) &&
    isStatus(row.status) &&
    typeof row.event === 'string' &&
    row.event !== '' &&
    isText(row.action) &&
    isText(row.trigger) &&
    isText(row.sender) &&
    isText(row.author_login) &&
    isText(row.author_name) &&
    isText(row.author_email) &&
    isText(row.ref) &&
    isText(row.source) &&
    isText(row.target) &&
    isText(row.source_repo) &&
    isText(row.before) &&
    isText(row.after) &&
    isText(row.title) &&
    isText(row.message) &&
    isText(row.link) &&
    isText(row.cron) &&
    isText(row.deploy_to) &&
    isIntOrAbsent(row.deploy_id) &&
    isStrings(row.params) &&
    isText(row.error) &&
    isInt(row.created) &&
    row.created !== 0 &&
    isSeconds(row.created) &&
    isSeconds(row.started) &&
    isSeconds(row.finished) &&
    isSeconds(row.updated) &&
    isInt(row.version)
  );
}

function isStage(stage: unknown): stage is StageWire {
  return (
    isFields(stage) &&
    isInt(stage.id) &&
    isPositive(stage.number) &&
    typeof stage.name === 'string' &&
    isText(stage.kind) &&
    isText(stage.type) &&
    isStatus(stage.status) &&
    isText(stage.error) &&
    isFlag(stage.errignore) &&
    isIntOrAbsent(stage.exit_code) &&
    isText(stage.machine) &&
    isText(stage.os) &&
    isText(stage.arch) &&
    isSeconds(stage.started) &&
    isSeconds(stage.stopped) &&
    isSeconds(stage.created) &&
    isInt(stage.version) &&
    isFlag(stage.on_success) &&
    isFlag(stage.on_failure) &&
    isListOf(stage.depends_on, isName) &&
    isStrings(stage.labels) &&
    isListOf(stage.steps, isStep)
  );
}

function isStep(step: unknown): step is StepWire {
  return (
    isFields(step) &&
    isInt(step.id) &&
    isPositive(step.number) &&
    typeof step.name === 'string' &&
    isStatus(step.status) &&
    isText(step.error) &&
    isFlag(step.errignore) &&
    isIntOrAbsent(step.exit_code) &&
    isSeconds(step.started) &&
    isSeconds(step.stopped) &&
    isInt(step.version) &&
    isListOf(step.depends_on, isName) &&
    isText(step.image) &&
    isFlag(step.detached)
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const statuses: ReadonlySet<unknown> = new Set(STATUSES);

function isStatus(value: unknown): boolean {
  return statuses.has(value);
}

function isInt(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isPositive(value: unknown): boolean {
  return isInt(value) && value > 0 && value <= MAX_NUMBER;
}

function isIntOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || isInt(value);
}

function isSeconds(value: unknown): boolean {
  return value === undefined || value === null || (isInt(value) && isTime(value));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || value === undefined || value === null;
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean' || value === undefined || value === null;
}

function isName(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf(value: unknown, isOne: (entry: unknown) => boolean): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.every(isOne));
}

function isStrings(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return isFields(value) && !Object.hasOwn(value, '__proto__') && Object.values(value).every(isName);
}
