import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableJson, withoutSecrets } from './shown-text';

describe('withoutSecrets', () => {
  test.each([
    ['git clone https://ada:hunter2@git.example/a.git', 'git clone https://***@git.example/a.git'],
    [
      'git push https://ghp_0123456789012345678901234567890123456789@x.test/a',
      'git push https://***@x.test/a',
    ],
    ['pip install -i https://x:y@pypi.example/simple a', 'pip install -i https://***@pypi.example/simple a'],
    ['docker login -u ada -p hunter2 registry.test', 'docker login -u ada -p *** registry.test'],
    ['docker login --username ada --password hunter2', 'docker login --username ada --password ***'],
    ['helm push --registry-password="a b" x', 'helm push --registry-password=*** x'],
    [
      'curl -H "Authorization: Bearer abc.def" https://x.test',
      'curl -H "Authorization: Bearer ***" https://x.test',
    ],
    ['curl -u ada:hunter2 https://x.test', 'curl -u ada:*** https://x.test'],
    ['NPM_TOKEN=abcdef npm publish', 'NPM_TOKEN=*** npm publish'],
    ["export AWS_SECRET_ACCESS_KEY='abc/def'", 'export AWS_SECRET_ACCESS_KEY=***'],
    ['docker build --build-arg NPM_TOKEN=abc .', 'docker build --build-arg NPM_TOKEN=*** .'],
    ['aws configure set x AKIAIOSFODNN7EXAMPLE', 'aws configure set x ***'],
    ['echo ghp_012345678901234567890123456789012345', 'echo ***'],
    [
      'npm config set //registry.npmjs.org/:_authToken=abc',
      'npm config set //registry.npmjs.org/:_authToken=***',
    ],
    [`x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc_def-1`, 'x ***'],
    ['echo npm_0123456789abcdefghij0123456789abcdef', 'echo ***'],
    ['curl https://x.test/a?access_token=abc&b=1', 'curl https://x.test/a?access_token=***&b=1'],
    ['mysql -uroot -phunter2 db', 'mysql -uroot -p*** db'],
    ['echo "-----BEGIN RSA PRIVATE KEY-----\nabc', 'echo "***'],
  ])('%s', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
    expect(withoutSecrets(expected)).toBe(expected);
  });

  test.each([
    'git checkout 2b9304f1e05605ec414618eab4a7a6aea8b38f6f -b main',
    'docker pull registry.test:5000/a/b@sha256:e05605ec414618eab4a7a6aea8b38f6fbbcc8f08e05605ec414618eab4a7a6ae',
    'docker login -u "$USER" --password-stdin registry.test',
    'docker login -u $USER -p $PASSWORD',
    'NPM_TOKEN=$NPM_TOKEN npm publish',
    'export TOKEN="$(vault read x)"',
    'docker build --secret id=npm,src=.npmrc .',
    'docker run -u 1000:1000 x',
    'go test ./token/... -run TestPassword',
    'npm run test:auth -- --token-file x',
    'git clone https://git.example/acme/secret-service.git',
    'ssh git@git.example ls',
    'npm ci --cache .npm --prefer-offline',
    'make keys token=true',
    'COPY package.json package-lock.json ./',
    'yarn add @acme/passport@1.2.3',
    'https://$USER:$TOKEN@git.example/a',
    'curl -H "Authorization: Bearer $TOKEN" x',
    'mysql -p db',
  ])('nothing in: %s', text => {
    expect(withoutSecrets(text)).toBe(text);
  });

  test('takes a time that grows with the length of the text only', () => {
    for (const piece of [
      'login ',
      'https://a:',
      ' --token',
      'password',
      'curl -u a',
      'token=:',
      'eyJaaaaaaaa.',
      '://',
    ])
      expect(withoutSecrets(piece.repeat(20_000)).length).toBeGreaterThan(0);
  });
});

test('no control character passes, and what is printed can be printed again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const shown = printable(text);
      expect([...shown].filter(char => /\p{Cc}/u.test(char) && char !== '\n' && char !== '\t')).toEqual([]);
      expect(printable(shown)).toBe(shown);
    }),
  );
  expect(printable('a\u001b[2Jb\r\nc\td')).toBe('a\ufffd[2Jb\ufffd\nc\td');
});

test('JSON has no control character either, and says what it said', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const json = printableJson(JSON.stringify({ text }, null, 2));
      expect(printable(json)).toBe(json);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
  expect(printableJson('{"name":"a\u009b\u202e"}')).toBe('{"name":"a\\u009b\\u202e"}');
});
