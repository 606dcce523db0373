export function endWithNpm(): void;
export function npmAbove(parent: number): number | null;
