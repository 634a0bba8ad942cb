/** When the month of a time began, by UTC. */
export function monthOf(at: number): number {
  return monthsOn(at, 0);
}

/** When the month behind that of a time begins. */
export function monthAfter(at: number): number {
  return monthsOn(at, 1);
}

function monthsOn(at: number, months: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months);
}
