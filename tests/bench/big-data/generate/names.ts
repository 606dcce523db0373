/** The words that names and messages are made of. */
export const NAMES = {
  teams: [
    'storefront',
    'payments',
    'search',
    'catalog',
    'logistics',
    'identity',
    'platform',
    'data',
    'mobile',
    'pricing',
    'growth',
    'support',
  ],
  /** How many of the repositories a team has, in proportion. */
  teamWeights: [17, 14, 12, 11, 10, 8, 8, 6, 5, 4, 3, 2],
  repoStems: [
    ...['cart', 'checkout', 'ledger', 'invoice', 'index', 'ranking', 'feed', 'product', 'stock', 'route'],
    ...['parcel', 'session', 'token', 'profile', 'gateway', 'events', 'metrics', 'lake', 'app', 'notify'],
    ...['offer', 'discount', 'campaign', 'ticket', 'chat', 'media', 'image', 'mail', 'audit', 'config'],
    ...['review', 'refund', 'tax', 'quote', 'order', 'basket', 'label', 'depot', 'fleet', 'geo'],
  ],
  repoEndings: ['service', 'api', 'web', 'jobs', 'sdk'],
  firstNames: [
    ...['amina', 'bruno', 'chiara', 'dario', 'elif', 'farid', 'greta', 'hugo', 'ines', 'jonas'],
    ...['kaja', 'leon', 'mirela', 'nils', 'oksana', 'pavel', 'rosa', 'stefan', 'tuuli', 'yusuf'],
  ],
  lastNames: ['adler', 'berg', 'costa', 'demir', 'eriksen', 'fontana', 'grau', 'horvat', 'ivanova'],
  bots: ['renovate[bot]', 'dependabot[bot]', 'snyk-bot', 'release-ci', 'github-actions'],
  verbs: ['add', 'fix', 'speed up', 'remove', 'rename', 'split', 'retry', 'log', 'validate', 'cache'],
  objects: [
    ...['the export of orders', 'slow queries', 'a flaky test', 'the price import', 'session handling'],
    ...['address checks', 'the nightly job', 'old endpoints', 'error messages', 'the stock counter'],
  ],
  topics: [
    ...['export', 'queries', 'flaky-test', 'import', 'session', 'address', 'nightly', 'endpoints', 'errors'],
    ...['counter', 'layout', 'login', 'upgrade', 'cleanup', 'metrics', 'timeouts'],
  ],
  crons: ['nightly', 'dependency-scan', 'cleanup'],
  /** By language: go, node, python, jvm. */
  images: {
    clone: ['drone/git:latest', 'drone/git:latest', 'drone/git:latest', 'drone/git:latest'],
    service: ['postgres:16', 'postgres:16', 'redis:7', 'mysql:8'],
    cache: [
      'meltwater/drone-cache:v1.4.0',
      'drillster/drone-volume-cache',
      'drillster/drone-volume-cache',
      'meltwater/drone-cache:v1.4.0',
    ],
    code: ['golang:1.25-bookworm', 'node:22-bookworm', 'python:3.13-slim', 'eclipse-temurin:21-jdk'],
    docker: ['plugins/docker:20', 'plugins/docker:20', 'plugins/ecr:20', 'plugins/docker:20'],
    push: ['plugins/docker:20', 'plugins/docker:20', 'plugins/ecr:20', 'plugins/docker:20'],
    deploy: ['alpine/helm:3.15.2', 'alpine/helm:3.15.2', 'alpine/helm:3.15.2', 'alpine/helm:3.15.2'],
    notify: ['plugins/slack:1', 'plugins/slack:1', 'plugins/slack:1', 'plugins/slack:1'],
  },
} as const;
