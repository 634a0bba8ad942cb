import type { ReactElement } from 'react';
import { useNow } from './now.ts';

const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

const utcFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
  timeZoneName: 'short',
});

const steps = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [30, 'day'],
] as const;

/** How long ago, with the exact time on hover and for a machine. */
export function When({ at }: { at: string }): ReactElement {
  const now = useNow();
  return (
    <time dateTime={at} title={absolute.format(new Date(at))} className="whitespace-nowrap">
      {sinceNow(new Date(at), new Date(now))}
    </time>
  );
}

function sinceNow(at: Date, now: Date): string {
  let amount = (at.getTime() - now.getTime()) / 1_000;
  // The clock ticks coarsely, and the server's may run a little ahead.
  if (amount > -30) return 'just now';
  for (const [size, unit] of steps) {
    if (Math.abs(amount) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return dayFormat.format(at);
}

/** `2027-01-14` as a person writes it. */
export function day(date: string): string {
  return dayFormat.format(new Date(`${date}T00:00:00Z`));
}

/** A moment as everybody sees it, wherever they are: `1 Dec 2026, 00:00 UTC`. */
export function utcMoment(at: string): string {
  return utcFormat.format(new Date(at));
}
