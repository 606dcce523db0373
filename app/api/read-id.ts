import { ProblemsError } from './problems';

const LARGEST_ID = 2_147_483_647;

/**
 * The number in a path such as /optimisations/{id}.
 *
 * @param of what it is the number of, such as `an optimisation`
 * @throws ProblemsError 400
 */
export async function readId(params: Promise<{ id: string }>, of: string): Promise<number> {
  const { id } = await params;
  const number = Number(id);
  if (/^\d+$/.test(id) && number <= LARGEST_ID) return number;
  throw new ProblemsError(400, [`"${id}" is no number of ${of}: give one such as 12`]);
}
