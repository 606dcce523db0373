import type { Act } from './log-writer';

export interface CloneOptions {
  url: string;
  ref: string;
  branch: string;
  sha: string;
  event: string;
}

/** The clone step; its commands are traced by the shell itself. */
export function clone(options: CloneOptions, ms: number): Act {
  const { url, ref, branch, sha, event } = options;
  return {
    ms,
    write(log) {
      log.at(0.08).say('Initialized empty Git repository in /drone/src/.git/');
      if (event === 'tag') {
        log.at(0.1).echo(`git fetch origin +${ref}:`);
        log.at(0.8).say(`From ${url}`);
        log.say(` * [new tag]         ${ref.replace('refs/tags/', '')}     -> FETCH_HEAD`);
        log.at(0.85).echo('git checkout -qf FETCH_HEAD');
        return;
      }
      log.at(0.1).echo(`git fetch origin +refs/heads/${branch}:`);
      log.at(0.7).say(`From ${url}`);
      log.say(` * branch            ${branch}       -> FETCH_HEAD`);
      log.say(` * [new branch]      ${branch}       -> origin/${branch}`);
      if (event === 'pull_request') {
        log.at(0.75).echo(`git checkout ${branch}`);
        log.at(0.8).say(`Already on '${branch}'`);
        log.at(0.82).echo(`git fetch origin ${ref}:`);
        log.at(0.92).say(`From ${url}`);
        log.say(` * branch            ${ref} -> FETCH_HEAD`);
        log.at(0.94).echo(`git merge ${sha}`);
        log.say(`Updating ${log.random.hex(7)}..${sha.slice(0, 7)}`);
        log.say('Fast-forward');
        return;
      }
      log.at(0.8).echo(`git checkout ${sha} -b ${branch}`);
      log.at(0.9).say(`Already on '${branch}'`);
    },
  };
}
