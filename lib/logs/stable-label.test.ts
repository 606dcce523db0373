import { describe, expect, test } from 'vitest';
import { stableLabel } from './stable-label';

/** Each with what a release changes: a tag, a version, a commit, a number of a build. */
const CHANGING: ReadonlyArray<readonly [command: string, changes: readonly string[]]> = [
  ['podman push registry.test/app:@', ['1.4.2', 'v2', 'latest', '2b9304f', '20261128', 'pr-12']],
  ['/kaniko/executor --context=dir://. --destination=registry.test:5000/app:@', ['6', '1.4.2', 'main']],
  ['skopeo copy docker://registry.test/app:@ docker://mirror.test/app:@', ['1.4.2', '17']],
  ['crane push image.tar registry.test/app:@', ['1.4.2', 'edge']],
  ['docker manifest push registry.test/app:@', ['1.4.2', '7']],
  ['docker buildx imagetools create -t x registry.test/app:@', ['1.4.2', '7']],
  ['docker push app:@', ['1.4.2', 'latest']],
  ['kubectl set image deployment/app app=registry.test/app:@ web=registry.test/web:@', ['1.4.2', '7']],
  ['helm upgrade app ./chart --set image.tag=@', ['1.4.2', '7', 'main-2b9304f']],
  ['helm upgrade app ./chart --set image.tag=@,replicas=2', ['1.4.2', '7']],
  ['helm package chart --app-version @ --version @', ['1.4.2', '7']],
  ['IMAGE_TAG=@ docker compose up -d', ['1.4.2', '7']],
  ['./deploy.sh --image registry.test/app:@', ['1.4.2', 'build-7']],
  ['npm version @', ['1.4.2', '1.5.0-rc.1']],
  ['git tag -a v@ -m release', ['1.4.2', '2.0.0']],
  ['gh release create v@ dist/app-@.tar.gz', ['1.4.2', '2.0.0']],
  ['tar xzf app_@_amd64.deb', ['1.4.2', '1.10.0']],
  ['curl -O https://files.test/app/@/app.zip', ['e05605ec414618eab4a7a6aea8b38f6fbbcc8f08', '2b9304f']],
  ['cp dist/main.@.js public/', ['e05605ec', '0a1b2c3d', '12345678']],
  ['nix-env -if nixpkgs-@.nix', ['e05605ec414618eab4a7a6aea8b38f6fbbcc8f08', '2b9304f']],
  ['aws s3 cp app_@.zip s3://bucket/app_@.zip', ['2b9304f', '3ca4150']],
  ['builder COPY dist/app-@.tar.gz /srv/', ['2b9304f', '3ca4150']],
  ['COPY --from=registry.test/base:@ /a /b', ['1.4.2', '2.0.0']],
  ['FROM registry.test/base:3 sha256:@', ['7144f7bab3d4c264', '8144f7bab3d4c265']],
  ['mvn versions:set -DnewVersion=@', ['1.4.2', '7']],
  ['sentry-cli releases new --revision @', ['2b9304f', '3ca41507']],
  ['git checkout @ -b feature', ['2b9304f', '3ca4150']],
];

describe('a label', () => {
  test.each(CHANGING)('%s is the same whatever stands at @', (command, changes) => {
    const labels = changes.map(change => stableLabel(command.replaceAll('@', change)));
    expect(new Set(labels).size).toBe(1);
    expect(labels[0]).toContain('<');
  });

  test.each([
    ['npm run build:prod', 'npm run build:dev'],
    ['bazel build //app:image', 'bazel build //app:server'],
    ['builder FROM docker.io/library/node:20', 'builder FROM docker.io/library/node:22'],
    ['curl http://10.0.0.1:8080/a', 'curl http://10.0.0.2:8080/a'],
    ['mvn -pl api install', 'mvn -pl web install'],
    ['npx nx run-many -t build', 'npx nx run-many -t test'],
    ['docker run -t node npm test', 'docker run -t python pytest'],
    ['make facade', 'make decade'],
    ['gradle :api:build', 'gradle :web:build'],
    ['set -e\\nnpm ci\\nnpm test', 'set -e\\nnpm run build'],
    ['cd app\\nexport A=1\\n# install\\nnpm ci', 'cd app\\nexport A=1\\n# build\\nnpm run build'],
    ['docker build \\\\n  -t x \\\\n  api', 'docker build \\\\n  -t x \\\\n  web'],
    ['python3 -m a &&\\nb', 'python3 -m a &&\\nc'],
  ])('tells %s from %s', (one, other) => {
    expect(stableLabel(one)).not.toBe(stableLabel(other));
  });

  test.each([
    ['set -e\\nnpm ci\\nnpm test', 'set -e; npm ci'],
    ['docker build \\\\n  -f Dockerfile \\\\n  .', 'docker build -f Dockerfile .'],
    ["tr '\\n' ' ' < a", "tr '\\n' ' ' < a"],
    ['npm ci\\nnpm test', 'npm ci'],
    ["# don't worry\\nmake", "# don't worry; make"],
  ])('of the lines of %s is %s', (text, label) => {
    expect(stableLabel(text)).toBe(label);
  });

  test.each(['a-', 'a.', 'a/', 'a:', '1.', '0a', '$(', 'a=', '--a', '"', ' -', 'ab12', '\\n'])(
    'is made of %j over and over as soon as of anything else',
    part => {
      expect(stableLabel(part.repeat(5000)).length).toBeLessThanOrEqual(160);
    },
  );
});
