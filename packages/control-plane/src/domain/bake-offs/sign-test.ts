/**
 * How likely at least so uneven a split is where both outcomes are equally likely: the exact two-sided
 * sign test, which for paired passes and failures is McNemar's.
 *
 * @see https://en.wikipedia.org/wiki/McNemar%27s_test
 */
export function signTest(onlyFirst: number, onlySecond: number): number {
  const all = onlyFirst + onlySecond;
  if (all === 0) return 1;
  const fewer = Math.min(onlyFirst, onlySecond);
  // In logarithms: 2^-n is 0 from n = 1,075 on.
  let logTerm = -all * Math.LN2;
  let tail = 0;
  for (let count = 0; count <= fewer; count += 1) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(all - count) - Math.log(count + 1);
  }
  return Math.min(1, 2 * tail);
}
