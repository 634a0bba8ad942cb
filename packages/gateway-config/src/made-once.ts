/**
 * `make`, called once for each value: of one object, or of equal strings, one object is made, which all that
 * ask for it share. To be thrown away after use, as it holds everything it has made.
 */
export function madeOnce<Given, Made extends object | string>(
  make: (given: Given) => Made,
): (given: Given) => Made {
  const made = new Map<Given, Made>();
  return (given) => {
    const known = made.get(given) ?? make(given);
    made.set(given, known);
    return known;
  };
}
