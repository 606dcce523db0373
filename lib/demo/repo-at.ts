import { DAY_S } from './calendar';
import { GIT_URL } from './recipes/common-steps';
import type { RepoSpec } from './services';
import type { WireRepo } from './wire';

/** A repository as Drone tells it, without a build and without permissions. */
export function repoAt(repo: RepoSpec, firstDay: number, counter: number): WireRepo {
  const createdS = firstDay * DAY_S - 40 * DAY_S + repo.id * 977;
  const link = `${GIT_URL}/${repo.slug}`;
  return {
    id: repo.id,
    uid: String(8800 + repo.id * 13),
    user_id: repo.active ? 2 : 0,
    namespace: repo.namespace,
    name: repo.name,
    slug: repo.slug,
    scm: '',
    git_http_url: `${link}.git`,
    git_ssh_url: `git@git.lantern-goods.example:${repo.slug}.git`,
    link,
    default_branch: repo.branch,
    private: repo.visibility !== 'public',
    visibility: repo.visibility,
    active: repo.active,
    config_path: '.drone.yml',
    trusted: repo.recipe === 'python',
    protected: repo.protected,
    ignore_forks: false,
    ignore_pull_requests: false,
    auto_cancel_pull_requests: repo.autoCancel,
    auto_cancel_pushes: false,
    auto_cancel_running: repo.autoCancel,
    timeout: 60,
    counter,
    synced: createdS,
    created: createdS,
    updated: createdS,
    version: 3 + counter,
    archived: false,
  };
}
