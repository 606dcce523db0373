const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Whether this is the IANA name of a time zone: UTC, or one with an area such as Europe/Berlin. Names such as CET are
 * abbreviations to Postgres, which then knows no daylight saving and moves days; offsets know none either.
 */
export function isTimeZone(name: string): boolean {
  if (!/^(utc|(?!systemv)[a-z_]+\/.+)$/i.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The calendar day of an instant, `2026-03-02`. @throws RangeError when there is no such zone */
export function localDay(instant: Date, timeZone: string): string {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}
