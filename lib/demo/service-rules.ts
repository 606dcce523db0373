/** The rules by which the monorepo of the demo is five services: with 20 repositories of one each, 25 in all. */
export const SERVICE_RULES = ['build', 'push'].map(does => ({
  repository: 'platform/backbone',
  step: `<service>-${does}`,
  service: '<service>',
}));
