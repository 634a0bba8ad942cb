/** The bytes of a text in so many pieces at most, cut where chance will. */
export function cut(text: string, pieces: number, random: () => number): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const cuts = Array.from({ length: pieces - 1 }, () => Math.floor(random() * bytes.length));
  const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}
