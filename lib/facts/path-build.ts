/** What the critical path needs to know of a build; times are whole unix seconds. */
export interface PathBuild {
  createdS: number;
  /** Before `createdS` counts as `createdS`. */
  finishedS: number;
  stages: readonly PathStage[];
}

export interface PathStage {
  name: string;
  /** Null: it never started, and waited to the end of the build. */
  startedS: number | null;
  /** Null: it ran to the end of the build. */
  stoppedS: number | null;
  /** Names of stages. */
  dependsOn: readonly string[];
  /** In the order of the pipeline. */
  steps: readonly PathStep[];
}

export interface PathStep {
  name: string;
  /** Null: it never ran; whoever waits for it waits for what it would have waited for. */
  startedS: number | null;
  /** Null: it ran to the end of its stage. */
  stoppedS: number | null;
  /**
   * Names of steps. Drone's runner fills them in for pipelines that run one step after the other, too, so empty
   * means that it waited for nothing. Null: the server was too old to say, of `detached` as well.
   */
  dependsOn: readonly string[] | null;
  /** Services and detached steps let the others go on as soon as they have started. */
  detached: boolean;
}
