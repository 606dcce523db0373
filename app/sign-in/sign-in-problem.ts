/** What can go wrong on the way through a provider, by the word that the address of the page has. */
export const SIGN_IN_PROBLEMS = {
  provider: 'The provider does not answer as it should; the log of Buildhours says more. Try again later.',
  refused: 'The provider did not sign you in.',
  expired: 'This took too long, or another sign-in was begun since. Begin again.',
  stranger: 'You are signed in at the provider, and may not use Buildhours: ask one of its admins.',
} as const;

export type SignInProblem = keyof typeof SIGN_IN_PROBLEMS;

/** Back to the page to sign in, which says it. */
export function toSignIn(problem: SignInProblem, next: string): Response {
  const search = new URLSearchParams({ problem, ...(next === '/' ? {} : { next }) });
  return new Response(null, { status: 303, headers: { Location: `/sign-in?${search}` } });
}
