/** Whom somebody who lacks a right can ask: up to three admins they know by name, or one they don't. */
export function whomToAsk(admins: readonly string[]): string {
  const [first, second, third] = admins;
  if (first === undefined) return 'an administrator';
  if (second === undefined) return first;
  return third === undefined ? `${first} or ${second}` : `${first}, ${second} or ${third}`;
}
