import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN } from '../big-data-plan';
import { draw } from './draw';

const HALF_HOUR_S = 1800;

/**
 * How many builds begin in each half-hour of the two years. The million is always laid out, so that its newest
 * tenth has a hundred thousand builds; the size decides from which on they are made.
 */
export async function makeCalendar(client: pg.PoolClient): Promise<void> {
  const { lastDay, timeZone, sizes, workdayHalfHours, restDayHalfHours, weekdayFactors } = BIG_DATA_PLAN;
  const { million, tenth } = sizes;
  const cell = sql`d.day * 48 + d.slot`;
  await client.query(sql`
    insert into big.cell
    with days as (
      select g.day, a.at, extract(isodow from a.at)::int as weekday,
        extract(isodow from a.at) > 5 or to_char(a.at, 'MMDD') >= '1224' or to_char(a.at, 'MMDD') = '0101' as rest
      from generate_series(0, ${million.days - 1}::int) as g(day)
      cross join lateral (select ${lastDay}::date - ${million.days - 1}::int + g.day) as a(at)
    ),
    weighted as (
      select d.day, d.slot, d.at, d.rest, d.day >= ${million.days - tenth.days}::int as in_tenth,
        d.weight * (${weekdayFactors}::double precision[])[d.weekday]
          * (0.9 + 0.2 * ${draw('day', sql`d.day`)}) * (0.75 + 0.5 * ${draw('cell', cell)}) as weight
      from (
        select d.*, s.slot::int - 1 as slot, case when d.rest then s.rest_weight else s.work_weight end as weight
        from days d
        cross join unnest(${workdayHalfHours.flat()}::double precision[], ${restDayHalfHours.flat()}::double precision[])
          with ordinality as s(work_weight, rest_weight, slot)
      ) d
    ),
    summed as (
      select w.*,
        round(sum(weight) over (partition by in_tenth order by day, slot) / sum(weight) over (partition by in_tenth)
          * case when in_tenth then ${tenth.buildCount}::int
            else ${million.buildCount - tenth.buildCount}::int end) as until_now
      from weighted w
    ),
    counted as (
      select s.*,
        (until_now - lag(until_now, 1, 0) over (partition by in_tenth order by day, slot))::int as n
      from summed s
    )
    select c.day,
      extract(epoch from (c.at + c.slot * ${HALF_HOUR_S}::int * interval '1 second') at time zone ${timeZone})::bigint,
      c.n, (1 + sum(c.n) over (order by c.day, c.slot) - c.n)::int,
      c.n / (select percentile_cont(0.98) within group (order by n) from counted where not rest and slot between 16 and 35),
      case
        when c.slot < 12 then ${BIG_DATA_PLAN.cronAtNight}::double precision
        when c.rest then ${BIG_DATA_PLAN.cronOnRestDays}::double precision
        else 0
      end
    from counted c
    order by c.day, c.slot`);
}
