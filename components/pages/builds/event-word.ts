/** A server's word for what made it build, as people write it. */
export function eventWord(event: string): string {
  if (event === 'custom') return 'by hand';
  if (event === 'promote') return 'promotion';
  return event.replaceAll('_', ' ');
}
