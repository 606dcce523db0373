import { DAY_S } from '@/lib/time/units';

/** Holds the team that pages begin with, so that the server asks for it at once; kept by `FavouriteTeam`. */
export const FAVOURITE_COOKIE = 'buildhours-team';

const YEAR_S = 365 * DAY_S;

/** As `document.cookie` takes it; null: pages begin with all teams. */
export function favouriteCookie(team: string | null): string {
  const [value, seconds] = team === null ? ['', 0] : [encodeURIComponent(team), YEAR_S];
  return `${FAVOURITE_COOKIE}=${value}; path=/; max-age=${seconds}; samesite=lax`;
}
