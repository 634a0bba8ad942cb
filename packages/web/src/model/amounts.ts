const whole = new Intl.NumberFormat('en-GB');
const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });

/** `128,000` */
export function count(amount: number): string {
  return whole.format(amount);
}

/** `128K`, `1M`: for a context window beside others. */
export function tokens(amount: number): string {
  return compact.format(amount).toUpperCase();
}

/** `412 ms` below ten seconds, `12 s` from there on. */
export function duration(ms: number): string {
  return ms < 10_000 ? `${whole.format(Math.round(ms))} ms` : seconds(ms);
}

/** `2.5 s`, `5 min` */
export function seconds(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return `${Number((ms / 1_000).toFixed(2))} s`;
}

const cents = new Intl.NumberFormat('en-GB', {
  style: 'currency',
  currency: 'USD',
  currencyDisplay: 'narrowSymbol',
});

/** What was spent, to the cent: `$1,234.50`; less than one of them as such. */
export function money(amount: number): string {
  return amount > 0 && amount < 0.01 ? 'less than $0.01' : cents.format(amount);
}

/** Dollars with as many figures as tell two prices apart: `$30`, `$2.50`, `$0.285`. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0';
  const digits = amount >= 10 ? 2 : amount >= 0.1 ? 3 : 4;
  const text = amount.toFixed(digits).replace(/(\.\d\d)0+$|(\.\d\d\d*?[1-9])0+$/, '$1$2');
  return `$${amount >= 10 ? text.replace(/\.00$/, '') : text}`;
}

const tiny = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 2 });

/** What a turn, or many, cost: one costs a fraction of a cent, and two figures tell it apart from others. */
export function costWords(cost: number | null): string {
  if (cost === null) return 'not known';
  return cost > 0 && cost < 0.01 ? `$${tiny.format(cost)}` : dollars(cost);
}

const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 });

/** `0.4%` of a share from 0 to 1. */
export function percentWords(share: number): string {
  return percent.format(share);
}
