export const Whole = 10_000;

/**
 * Gives what is missing to 100 % to those without a share, or to all alike when each has one; shares that are set stay.
 * Where nothing is missing there is no rest to fill, and all get the same.
 */
export function evenOut(shares: [string, number][]): [string, number][] {
  const missing = Whole - shares.reduce((sum, [, share]) => sum + share, 0);
  const kept = missing > 0 ? shares : shares.map(([id]): [string, number] => [id, 0]);
  const rest = missing > 0 ? missing : Whole;
  const empty = kept.filter(([, share]) => share === 0);
  const takers = empty.length > 0 ? empty : kept;
  const one = Math.floor(rest / takers.length);
  const left = rest - one * takers.length;
  const more = new Map(takers.map(([id], at) => [id, at < left ? one + 1 : one]));
  return kept.map(([id, share]) => [id, share + (more.get(id) ?? 0)]);
}
