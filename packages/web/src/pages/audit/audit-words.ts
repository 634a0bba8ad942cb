import type { NewModelSetting } from '@jackfield/control-plane/rest-types';
import { failoverWords } from '../../model/failover-words.ts';

/** `model_setting.saved` → `Model setting saved:`; an action this page has never heard of reads well too. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[._-]+/g, ' ').trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}:`;
}

/** What an event tells beside its target, flat and short; deeper parts stay JSON. */
export function detailWords(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(([, value]) => !isEmpty(value))
    .map(([key, value]) => [key, isFailover(key, value) ? failoverWords(value) : plain(value)])
    .filter(([, words]) => words !== '')
    .map(([key, words]) => `${key?.replaceAll('_', ' ')}: ${words}`)
    .join(' · ');
}

/** What stands under that name was written by a save, which had checked it. */
function isFailover(
  key: string,
  value: unknown,
): value is NonNullable<NewModelSetting['failover']> {
  return key === 'failover' && typeof value === 'object' && value !== null;
}

function plain(value: unknown): string {
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isEmpty(value: unknown): boolean {
  return (
    value == null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}
