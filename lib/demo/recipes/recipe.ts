import type { BuildRecord } from '../build-record';
import type { Act } from '../logs/log-writer';
import type { Random } from '../random';
import type { PoolName } from '../services';
import type { StoryKey } from '../story';

/** A step as the YAML has it, with what it is going to do in one build. */
export interface StepRecipe {
  name: string;
  image: string;
  /** What it runs and prints; a failing one stops where it fails. */
  acts: (failing: boolean) => Act[];
  /** Names of steps; null in serial pipelines, where each follows the one before. */
  dependsOn?: readonly string[];
  /** Services and detached steps end with their pipeline. */
  detached?: boolean;
  /** Runs when the pipeline fails, and only then. */
  onFailureOnly?: boolean;
  ignoresFailure?: boolean;
  /** How likely it is the one that fails; 0 never. */
  failureWeight: number;
  /** This step may end the build early with exit code 78. */
  mayExitEarly?: boolean;
}

export interface StageRecipe {
  name: string;
  dependsOn: readonly string[];
  pool: PoolName;
  arch: 'amd64' | 'arm64';
  /** Steps name what they depend on. */
  dag: boolean;
  labels: Readonly<Record<string, string>> | null;
  steps: StepRecipe[];
}

/** What a recipe may ask about the build that it is written for. */
export interface RecipeContext {
  record: BuildRecord;
  random: Random;
  sha: string;
  /** Milliseconds of work that usually takes so many seconds. */
  compute(seconds: number): number;
  /** Milliseconds of transfer from or to the registry that usually takes so many seconds. */
  transfer(seconds: number): number;
  /** Whether an event of the story has happened to this repository by now. */
  has(key: StoryKey): boolean;
}
