/**
 * How often each duration was measured, in fixed buckets, so that the histograms of any two minutes,
 * models or agents add up to that of both. Up to 31 ms a bucket is one millisecond; from there on each
 * doubling is 16 buckets, so what is told of a duration is within 3.2 % of what was measured.
 *
 * As text: `bucket:count,` for each bucket that holds any. Texts may stand one behind the other.
 */
export type LatencyCounts = Uint32Array;

const bits = 4;
/** The last one takes all from 68 minutes on: no turn lasts so long. */
const buckets = 320;
const exactBelow = 2 << bits;
const [colon, comma, zero] = [':', ',', '0'].map((character) => character.charCodeAt(0));

export function noLatencies(): LatencyCounts {
  return new Uint32Array(buckets);
}

export function bucketOf(ms: number): number {
  const whole = Math.max(0, Math.floor(ms));
  if (whole < exactBelow) return whole;
  const doublings = Math.floor(Math.log2(whole)) - bits;
  return Math.min(buckets - 1, (doublings << bits) + Math.floor(whole / 2 ** doublings));
}

/** The middle of a bucket, in whole milliseconds. */
export function durationOf(bucket: number): number {
  if (bucket < exactBelow) return bucket;
  const doublings = (bucket >> bits) - 1;
  const width = 2 ** doublings;
  const first = (bucket - (doublings << bits)) * width;
  return first + Math.floor((width - 1) / 2);
}

export function addLatency(counts: LatencyCounts, ms: number): void {
  const bucket = bucketOf(ms);
  counts[bucket] = (counts[bucket] ?? 0) + 1;
}

/** Adds what a text holds to `counts`. */
export function addLatencies(counts: LatencyCounts, text: string): void {
  let [bucket, number] = [0, 0];
  // Read by hand: a year of them is megabytes.
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === colon) {
      bucket = number;
      number = 0;
    } else if (code === comma) {
      counts[bucket] = (counts[bucket] ?? 0) + number;
      number = 0;
    } else number = number * 10 + (code - (zero ?? 0));
  }
}

export function latencyText(counts: LatencyCounts): string {
  let text = '';
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const count = counts[bucket] ?? 0;
    if (count > 0) text += `${bucket}:${count},`;
  }
  return text;
}

const sum = noLatencies();

/** What `text` holds and `more` buckets, one for each duration, add up to. */
export function latencyTextWith(text: string, more: readonly number[]): string {
  sum.fill(0);
  addLatencies(sum, text);
  for (const bucket of more) sum[bucket] = (sum[bucket] ?? 0) + 1;
  return latencyText(sum);
}

/** The durations that these shares (0 to 1, rising) were no longer than; `null` where none was measured. */
export function percentiles(counts: LatencyCounts, shares: readonly number[]): (number | null)[] {
  // Iterators cost ten times as much, and a list of models has hundreds of histograms.
  let total = 0;
  for (let bucket = 0; bucket < buckets; bucket += 1) total += counts[bucket] ?? 0;
  let [bucket, seen] = [-1, 0];
  return shares.map((share) => {
    if (total === 0) return null;
    const rank = Math.max(1, Math.ceil(total * share));
    while (seen < rank) {
      bucket += 1;
      seen += counts[bucket] ?? 0;
    }
    return durationOf(bucket);
  });
}
