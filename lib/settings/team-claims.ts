/** Counts as the position of what no rule decides. */
const NO_RULE = Number.POSITIVE_INFINITY;

/** A team that a rule gives to a service. */
export interface TeamClaim {
  team: string;
  /** Position of the first rule that gives it, from 0; null: no rule does, it is the namespace. */
  rule: number | null;
}

/**
 * A service has one team, though rules may give it several: that of the first rule counts, of one rule's the one that
 * comes first by name.
 */
export class TeamClaims {
  readonly #byService = new Map<string, Map<string, number>>();

  add(service: string, team: string, rule: number | null): void {
    let teams = this.#byService.get(service);
    if (teams === undefined) {
      teams = new Map();
      this.#byService.set(service, teams);
    }
    const known = teams.get(team);
    const position = rule ?? NO_RULE;
    if (known === undefined || position < known) teams.set(team, position);
  }

  /** All teams of each service, the one that counts first. */
  *entries(): Generator<[service: string, claims: [TeamClaim, ...TeamClaim[]]]> {
    for (const [service, teams] of this.#byService) {
      const [first, ...others] = [...teams]
        .sort(([one, position], [other, otherPosition]) =>
          position === otherPosition ? (one < other ? -1 : 1) : position - otherPosition,
        )
        .map(([team, position]): TeamClaim => ({ team, rule: position === NO_RULE ? null : position }));
      if (first !== undefined) yield [service, [first, ...others]];
    }
  }
}
