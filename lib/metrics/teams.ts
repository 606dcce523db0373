import { z } from 'zod';
import { groupFigures, groupShape } from './engine/group-figures';
import { moneyOf, moneyShape } from './engine/money';
import { defineMetric } from './metric';

const { runnerMoney: _runnerMoney, ...peopleMoneyShape } = moneyShape;

const row = z.object({
  team: z.string(),
  services: z.int(),
  ...groupShape,
  /** Null when nobody waited. */
  lostPerDeveloperMs: z.number().nullable(),
  ...peopleMoneyShape,
});

export const teams = defineMetric({
  name: 'teams',
  title: 'Teams',
  unit: 'ms',
  definition:
    "A team's hours are those of its services, whoever pushed. Developers: how many people waited for builds of its " +
    'services in the range; who waited for builds of two teams counts in both. Hours are an estimate by the cost ' +
    'model, within the band of its low and high reading.',
  empty: 'zero',
  row,
  async answer(reader) {
    const serviceCounts = new Map<string, number>();
    for (const team of reader.book.teamOfService.values()) {
      serviceCounts.set(team, (serviceCounts.get(team) ?? 0) + 1);
    }
    const figures = await groupFigures(reader, 'team');
    return figures.map(({ key, ...rest }) => {
      const { runnerMoney: _, ...money } = moneyOf(reader.settings.cost, rest, null);
      return {
        team: key,
        services: serviceCounts.get(key) ?? 0,
        ...rest,
        lostPerDeveloperMs: rest.developers === 0 ? null : rest.lostMs / rest.developers,
        ...money,
      };
    });
  },
});
