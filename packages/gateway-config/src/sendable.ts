import { Secret } from './secret.ts';

/** Stands for a `Secret`, which a structured clone would empty. */
const secretKey = '\u0000secret';

/** Plain data as a structured clone can carry it, credentials in the clear. */
export function toSendable(value: unknown): unknown {
  if (value instanceof Secret) return { [secretKey]: value.reveal() };
  return mapped(value, toSendable);
}

/** What `toSendable` was given. */
export function fromSendable(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && secretKey in value) {
    return new Secret(String(value[secretKey]));
  }
  return mapped(value, fromSendable);
}

function mapped(value: unknown, each: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(each);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, each(one)]));
}
