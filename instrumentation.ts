/** Next.js calls it once, before the web server answers anything. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { answerWhileAway, printTroubleShort } = await import('./app/answer-while-away');
  answerWhileAway();
  printTroubleShort();
}
