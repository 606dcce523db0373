import { DRAW_FUNCTIONS } from './draw';

/** How finely repositories and people are drawn from the circle that both lie on. */
export const CIRCLE_PARTS = 20_000;

/**
 * What is worked out on the way lies in a schema of its own, which goes in the end. A build is known by its place in
 * the history of two years; a stage by `build * 16 + number`, a step by `stage * 64 + number`.
 */
export const CREATE_SCRATCH = `
  create schema big;
  ${DRAW_FUNCTIONS}

  create table big.cell (
    day int, starts_s bigint, n int, first_build int, load double precision, cron_share double precision);

  create table big.repo (
    id int, team int, share double precision, position double precision, shape text, has_database boolean,
    alerts_only boolean, language int, size_ln double precision, fail_factor double precision,
    source_layer int, slug text, default_branch text);
  create table big.repo_at (part int, repo_id int);

  create table big.person (id int, login text, name text, email text, position double precision, share double precision);
  create table big.person_at (part int, person_id int);

  create table big.planned (
    shape text, has_database boolean, class text, seq int, pipeline text, chained boolean, service int,
    of_service boolean, pos int, name text, kind text, place int, depends_on text[], seconds double precision,
    fail_from double precision, fail_to double precision);
  create table big.pipeline (
    id int, repo_id int, class text, seq int, name text, depends_on text[], chained boolean, service int, shape text,
    notify_on_success boolean);
  create table big.step (
    id int, pipeline_id int, pos int, of_each_service int, service int, name text, kind text, part int, place int,
    depends_on text[], image text, series_id int, ln_ms double precision, drift double precision,
    shift_at_s bigint, shift_ln double precision, cold_ln double precision[], fail_from double precision,
    fail_to double precision, log text);
  create table big.label (
    series_id int, repo_id int, log text, number int, label_id int, kind text, layer int, weight double precision,
    weight_before double precision, all_weight double precision,
    source_weight double precision, ln_ms double precision);

  create table big.draft (
    build int, repo_id int, day int, created_s bigint, load double precision, event text, on_default boolean,
    person_id int, candidate boolean, fate text);
  create table big.build (
    build int, repo_id int, number int, parent int, commit_of int, day int, created_s bigint, load double precision,
    event text, class text, on_default boolean, person_id int, author_id int, restarted boolean, fate text,
    topic bigint, touched int, first_service int, cold int);

  create table big.stage (
    stage_key int, build int, number int, pipeline_id int, repo_id int, seq int, chained boolean, fails boolean,
    skipped boolean, queue_s int, machine int, noise_ln double precision, pick double precision, years double precision);
  create table big.step_draft (
    stage_key int, step_id int, number int, part int, start_off int, duration_s int, fails boolean, cold int);
  create table big.stage_time (
    stage_key int, build int, number int, repo_id int, build_number int, pipeline_id int, machine int, created_s bigint,
    ready_s bigint, start_s bigint, stop_s bigint, work_off int, fail_off int, notifies boolean, skipped boolean,
    kill_s bigint, finished_s bigint, fate text);
  create table big.log (
    repo_id int, build_number int, stage_number int, step_number int, step_key bigint, series_id int, log text,
    language int, finished_s bigint, duration_ms int, cold int, status text, outcome text, first_miss int);
`;
